# RFC 3501 6.4.2: only CLOSE removes \Deleted messages silently
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c LOGOUT
U~ \* BYE .*
S~ c OK .*
E:
L2:
C2: a STATUS INBOX (MESSAGES)
S2: * STATUS INBOX (MESSAGES 1)
S2~ a OK .*
