# RFC 3501 6.4.8: sets in UID SEARCH are still message numbers, only the answer is UIDs
M: one
M: two
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b STORE 1 FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c EXPUNGE
S: * 1 EXPUNGE
S~ c OK .*
C: d UID SEARCH 1
S: * SEARCH 2
S~ d OK .*
C: e SEARCH UID 2
S: * SEARCH 1
S~ e OK .*
C: f UID SEARCH UID 1:2 ALL
S: * SEARCH 2
S~ f OK .*
