# RFC 9586 3.3 and RFC 2177: IDLE tells flags by UIDFETCH, what went by VANISHED
M: one
M: two
L:
L2:
C: a ENABLE UIDONLY
S: * ENABLED UIDONLY
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C2: d STORE 1 +FLAGS.SILENT (\Flagged)
S2~ d OK .*
C: c IDLE
U~ \+ .*
U~ \* VANISHED 1
N~ \* [0-9]+ (EXPUNGE|FETCH.*)
S~ \* 2 UIDFETCH \((?=.*FLAGS \([^)]*\\Flagged).*\)
C: DONE
S~ c OK .*
