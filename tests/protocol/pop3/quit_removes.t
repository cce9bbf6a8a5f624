M: one
M: two
M: three
L:
C: DELE 1
S~ \+OK .*
C: DELE 3
S~ \+OK .*
C: QUIT
S~ \+OK .*
E:
L2:
C2: STAT
S2~ \+OK 1 \d+
C2: UIDL 1
S2~ \+OK 1 00000002.*
C2: RETR 1
U2~ Subject: two
S2: .
