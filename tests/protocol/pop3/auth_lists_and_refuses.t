# Without a mechanism: the list
C: AUTH
S~ \+OK .*
U~ PLAIN
U~ LOGIN
N~ APOP
S: .
C: AUTH NONSENSE
S~ -ERR .*
C: APOP $user 0123456789abcdef0123456789abcdef
S~ -ERR .*
C: AUTH CRAM-MD5
S~ -ERR .*
E:
