# RFC 3501 6.3.1: SELECT of what is selected opens it anew; numbers are those of now
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c CLOSE
S2~ c OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
N~ .*EXPUNGE
S~ b OK .*
C: c FETCH 1 UID
S: * 1 FETCH (UID 2)
S~ c OK .*
