# RFC 3501 6.1.3: BYE before the tagged OK, in every state
C: a LOGOUT now
S~ a BAD .*
C: b LOGOUT
S~ \* BYE .*
S~ b OK .*
E:
L2:
C2: c LOGOUT
S2~ \* BYE .*
S2~ c OK .*
E2:
L3:
C3: d SELECT INBOX
U3~ \* 0 EXISTS
S3~ d OK .*
C3: e LOGOUT
S3~ \* BYE .*
S3~ e OK .*
E3:
