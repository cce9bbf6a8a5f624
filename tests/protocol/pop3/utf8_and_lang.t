# RFC 6856
C: UTF8
S~ \+OK .*
C: LANG
S~ \+OK.*
U~ en( .*)?
S: .
C: LANG en
S~ \+OK en .*
C: LANG *
S~ \+OK en .*
C: LANG mul
S~ -ERR .*
L:
C: LANG en
S~ \+OK en .*
C: LANG xx
S~ -ERR .*
C: LANG
S~ \+OK.*
S~ en( .*)?
S: .
