# RFC 3501 6.3.2
L:
C: a EXAMINE nope
S~ a NO .*
C: b EXAMINE
S~ b BAD .*
C: c EXAMINE INBOX
U~ \* 0 EXISTS
S~ c OK \[READ-ONLY\] .*
