# RFC 7162 3.2.11: nothing about the old mailbox behind CLOSED
M: one
M: two
L:
L2:
C: a CREATE Other
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C: c SELECT Other
U~ \* OK \[CLOSED\].*
S~ \* (0 EXISTS|FLAGS .*)
N~ \* [0-9]+ EXPUNGE
N~ \* [12] EXISTS
N~ .*CLOSED.*
S~ c OK .*
C: d FETCH 1 UID
S~ d BAD .*
