L:
C: STAT
S: +OK 0 0
C: LIST
S~ \+OK.*
S: .
C: UIDL
S: +OK
S: .
C: RETR 1
S~ -ERR .*
C: TOP 1 0
S~ -ERR .*
C: DELE 1
S~ -ERR .*
C: LIST 1
S~ -ERR .*
