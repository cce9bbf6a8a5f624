# RFC 1939 has none; setting pop3_last
L:
C: LAST
S~ -ERR .*
C: XYZZY
S~ -ERR .*
C: noop
S~ \+OK .*
C: NOOP x
S~ -ERR .*
