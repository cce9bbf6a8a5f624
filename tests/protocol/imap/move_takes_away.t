# RFC 6851 3: COPYUID in an untagged OK, then EXPUNGE, then the tagged OK
M: one
M: two
M: three
L:
C: a CREATE x
S~ a OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: c STORE 1 +FLAGS.SILENT (\Flagged)
S~ c OK .*
C: d MOVE 1 x
S~ \* OK \[COPYUID [1-9]\d* 1 1\].*
S: * 1 EXPUNGE
S~ d OK .*
C: e UID MOVE 3 x
S~ \* OK \[COPYUID [1-9]\d* 3 2\].*
S: * 2 EXPUNGE
S~ e OK .*
C: f UID SEARCH ALL
S: * SEARCH 2
S~ f OK .*
C: g SELECT x
U~ \* 2 EXISTS
S~ g OK .*
C: h FETCH 1 FLAGS
S~ \* 1 FETCH \(FLAGS \((?=.*\\Flagged).*\)\)
S~ h OK .*
