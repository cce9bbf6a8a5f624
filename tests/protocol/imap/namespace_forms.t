# RFC 2342 5: personal, other users', shared; needs a login; no arguments
C: a NAMESPACE
S~ a (BAD|NO) .*
L:
C: b NAMESPACE
S~ \* NAMESPACE \(\("" "\."\)\) (NIL|\(.*\)) (NIL|\(.*\))
S~ b OK .*
C: c NAMESPACE x
S~ c BAD .*
