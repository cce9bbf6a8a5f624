# a connection in the clear that comes back may still begin TLS
L:
C: a UNAUTHENTICATE
S~ a OK .*
C: b STARTTLS
S~ b OK .*
T:
C: c LOGIN $other "$password"
S~ c OK .*
C: d UNAUTHENTICATE
S~ d OK .*
C: e LOGIN $user "$password"
S~ e OK .*
