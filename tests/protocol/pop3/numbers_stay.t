# What others remove or bring changes no number
M: one
M: two
M: three
L:
C: STAT
S~ \+OK 3 \d+
L9:
C9: a SELECT INBOX
U9~ \* 3 EXISTS
S9~ a OK .*
C9: b STORE 2 +FLAGS.SILENT (\Deleted)
S9~ b OK .*
C9: c EXPUNGE
U9~ \* 2 EXPUNGE
S9~ c OK .*
M: four
C: STAT
S~ \+OK 3 \d+
C: RETR 2
S~ -ERR .*
C: TOP 2 0
S~ -ERR .*
C: LIST 2
S~ -ERR .*
C: LIST
S~ \+OK.*
S~ 1 \d+
S~ 3 \d+
S: .
C: RETR 3
U~ Subject: three
S: .
C: RETR 4
S~ -ERR .*
C: DELE 2
S~ \+OK .*
C: DELE 3
S~ \+OK .*
C: QUIT
S~ \+OK .*
E:
L2:
C2: UIDL
S2: +OK
S2~ 1 00000001.*
S2~ 2 00000004.*
S2: .
