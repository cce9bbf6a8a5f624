# RFC 3501 6.4.6: +FLAGS of one session keeps what the other set
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Answered)
S2~ b OK .*
C: b STORE 1 +FLAGS (\Flagged)
U~ \* 1 FETCH \((?=.*\\Answered)(?=.*\\Flagged).*\)
S~ b OK .*
C2: c NOOP
U2~ \* 1 FETCH \((?=.*\\Answered)(?=.*\\Flagged).*\)
S2~ c OK .*
C: c LOGOUT
U~ \* BYE .*
S~ c OK .*
