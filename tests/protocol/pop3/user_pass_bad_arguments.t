# RFC 6856 2.2: what is no UTF-8 is refused
C: USER
S~ -ERR .*
C: USER \xff\xfe
S~ -ERR .*
C: USER $user
S~ \+OK .*
C: PASS \xff
S~ -ERR .*
E:
