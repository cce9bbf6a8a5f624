# RFC 6851 3, RFC 3501 7.4.1: the other session hears EXPUNGE when it may
M: one
M: two
L:
L2:
C: a CREATE x
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b IDLE
S2~ \+ .*
C: c UID MOVE 1 x
U~ \* 1 EXPUNGE
S~ c OK .*
S2: * 1 EXPUNGE
C2: DONE
S2~ b OK .*
C2: c SELECT x
U2~ \* 1 EXISTS
S2~ c OK .*
