# RFC 1939 7: PASS follows USER; a name is not told from one that is none
C: PASS x
S~ -ERR .*
C: USER nobody@example.org
S~ \+OK .*
C: PASS x
S~ -ERR \[AUTH\] .*
C: PASS $password
S~ -ERR .*
C2: USER $user
S2~ \+OK .*
C2: PASS wrong
S2~ -ERR \[AUTH\] .*
C2: user $user
S2~ \+OK .*
C2: pass $password
S2~ \+OK .*
C2: STAT
S2: +OK 0 0
