# RFC 6851 4.4, RFC 7162 3.2.10: VANISHED for what MOVE took away, and HIGHESTMODSEQ
M: one
M: two
L:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: f CREATE Archive
S~ f OK .*
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b MOVE 1 Archive
S~ \* OK \[COPYUID [0-9]+ 1 1\].*
S: * VANISHED 1
S~ b OK \[HIGHESTMODSEQ [0-9]+\] .*
