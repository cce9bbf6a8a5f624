# what others have removed meanwhile is not told with it either
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
U2~ \* 1 EXPUNGE
S2~ c OK .*
C: d UNAUTHENTICATE
S~ d OK .*
C: e LOGIN $user "$password"
S~ e OK .*
C: f SELECT INBOX
U~ \* 1 EXISTS
S~ f OK .*
