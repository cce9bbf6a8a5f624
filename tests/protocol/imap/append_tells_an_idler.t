# RFC 2177 3
L:
L2:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b IDLE
S~ \+ .*
C2: a APPEND INBOX {4+}\r\na: b
S2~ a OK .*
S~ \* 1 EXISTS
S~ \* 1 RECENT
C2: b APPEND INBOX {4+}\r\na: b
S2~ b OK .*
S~ \* 2 EXISTS
C: DONE
N~ \* 1 EXISTS
S~ b OK .*
