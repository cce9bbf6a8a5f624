# What can't be used any more is not there
L:
C: CAPA
U~ TOP
U~ UIDL
U~ RESP-CODES
U~ PIPELINING
U~ EXPIRE NEVER
U~ IMPLEMENTATION Fumikura
N~ STLS
N~ USER
N~ SASL.*
S: .
C: STLS
S~ -ERR .*
C: USER $user
S~ -ERR .*
C: QUIT
S~ \+OK .*
E:
