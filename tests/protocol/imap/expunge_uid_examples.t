# RFC 4315 2.1, 3: UID EXPUNGE of some; COPYUID of a set out of order; APPENDUID; no UIDs, no code
M: one
M: two
M: three
M: four
L:
C: a CREATE foo
S~ a OK .*
C: b SELECT INBOX
U~ \* 4 EXISTS
S~ b OK .*
C: c STORE 1:3 +FLAGS.SILENT (\Deleted)
S~ c OK .*
C: d UID EXPUNGE 3:4,99,1
U~ \* 3 EXPUNGE
U~ \* 1 EXPUNGE
N~ \* 2 EXPUNGE
S~ d OK .*
C: e UID FETCH 1:* (UID)
S: * 1 FETCH (UID 2)
S: * 2 FETCH (UID 4)
S~ e OK .*
C: f UID COPY 4,2 foo
S~ f OK \[COPYUID \d+ (4,2 (1:2|1,2)|2,4 1:2)\] .*
C: g UID COPY 90:99 foo
S~ g OK (?!\[COPYUID).*
C: h UID EXPUNGE 0
S~ h BAD .*
C: i UID EXPUNGE
S~ i BAD .*
C: j UID EXPUNGE 1:3 x
S~ j BAD .*
C: k UID EXPUNGE 4
N~ \* . EXPUNGE
S~ k OK .*
C: l UID EXPUNGE *
N~ \* . EXPUNGE
S~ l OK .*
C: m APPEND foo {4}
I: a: b
S~ m OK \[APPENDUID \d+ 3\] .*
C: n EXAMINE INBOX
U~ \* 2 EXISTS
S~ n OK .*
C: o UID EXPUNGE 2
S~ o NO .*
