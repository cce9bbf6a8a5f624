# RFC 3501 2.3.1.1: UIDs and UIDVALIDITY last; a UID is never used again
M: one
M: two
L:
C: a SELECT INBOX
U~ \* OK \[UIDNEXT 3\].*
S~ a OK .*
C: b STORE 2 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c EXPUNGE
S: * 2 EXPUNGE
S~ c OK .*
M: three
C: d NOOP
U~ \* 2 EXISTS
S~ d OK .*
C: e FETCH 2 UID
S: * 2 FETCH (UID 3)
S~ e OK .*
C: f SELECT INBOX
U~ \* OK \[UIDNEXT 4\].*
S~ f OK .*
