# RFC 3501 6.1.2, 6.1.3, 7.1.5
C: a NOOP
S~ a OK .*
L:
C: b NOOP
S~ b OK .*
C: c LOGOUT
U~ \* BYE .*
S~ c OK .*
E:
