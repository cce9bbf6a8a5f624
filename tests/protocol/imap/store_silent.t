# RFC 3501 6.4.6: .SILENT answers nothing of its own change; others still hear of it
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Flagged)
S~ b OK .*
C: c UID STORE 1 -FLAGS.SILENT (\Seen)
S~ c OK .*
C: d STORE 1 flags.silent \Seen
S~ d OK .*
C2: b NOOP
U2~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?!.*\\Flagged).*\)\)
S2~ b OK .*
