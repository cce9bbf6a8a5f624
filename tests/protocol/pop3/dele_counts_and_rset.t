M: one
M: two
L:
C: DELE 1
S~ \+OK .*
C: DELE 1
S~ -ERR .*
C: RETR 1
S~ -ERR .*
C: TOP 1 0
S~ -ERR .*
C: LIST 1
S~ -ERR .*
C: UIDL 1
S~ -ERR .*
C: STAT
S~ \+OK 1 \d+
C: LIST
S~ \+OK.*
S~ 2 \d+
S: .
C: UIDL
S: +OK
S~ 2 0.*
S: .
C: RSET
S~ \+OK .*
C: STAT
S~ \+OK 2 \d+
C: RETR 1
U~ Subject: one
S: .
C: QUIT
S~ \+OK .*
E:
L2:
C2: STAT
S2~ \+OK 2 \d+
