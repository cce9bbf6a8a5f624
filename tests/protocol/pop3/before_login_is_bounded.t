# Three bad commands
C: STAT
S~ -ERR .*
C: XYZZY
S~ -ERR .*
C: NOOP
S~ -ERR .*
E:
C2: QUIT now
S2~ -ERR .*
C2: QUIT
S2~ \+OK .*
E2:
