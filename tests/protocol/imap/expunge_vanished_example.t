# RFC 7162 3.2.10.2: the example; each VANISHED has what went since the last
M: 1
M: 2
M: 3
M: 4
M: 5
M: 6
M: 7
M: 8
M: 9
M: 10
M: 11
L:
L2:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: a SELECT INBOX
U~ \* 11 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 11 EXISTS
S2~ a OK .*
C: A200 STORE 3,4,7,11 +FLAGS.SILENT (\Deleted)
U~ \* 11 FETCH .*
S~ A200 OK .*
C: A202 EXPUNGE
S: * VANISHED 3:4,7,11
S~ A202 OK \[HIGHESTMODSEQ [0-9]+\] .*
C2: A202 NOOP
U2~ \* (3|11) EXPUNGE
N2~ .*VANISHED.*
S2~ A202 OK .*
C: A209 STORE 2,3 +FLAGS.SILENT (\Deleted)
U~ \* 2 FETCH \(UID 2 .*
U~ \* 3 FETCH \(UID 5 .*
S~ A209 OK .*
C: A210 UID EXPUNGE 1:4
S: * VANISHED 2
S~ A210 OK \[HIGHESTMODSEQ [0-9]+\] .*
C: A211 UID EXPUNGE 6
N~ .*VANISHED.*
S~ A211 OK .*
C: A212 EXPUNGE
S: * VANISHED 5
S~ A212 OK \[HIGHESTMODSEQ [0-9]+\] .*
# no client ever hears of what came and went between two commands (3.2.10.2)
C: b NOOP
S~ b OK .*
M: 12
C2: b NOOP
U2~ \* 6 EXISTS
S2~ b OK .*
C2: c STORE 6 +FLAGS.SILENT (\Deleted)
S2~ c OK .*
C2: d EXPUNGE
S2: * 6 EXPUNGE
S2~ d OK .*
C: c NOOP
N~ \* VANISHED .*
S~ c OK .*
C: d UID FETCH 1:* (UID)
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 6)
S: * 3 FETCH (UID 8)
S: * 4 FETCH (UID 9)
S: * 5 FETCH (UID 10)
S~ d OK .*
