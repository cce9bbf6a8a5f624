# RFC 2342 5: the prefix of other users' mailboxes, with its delimiter; there are no public ones here
L:
C: a NAMESPACE
S~ \* NAMESPACE \(\("" "\."\)\) \(\("#shared\." "\."\)\) NIL
S~ a OK .*
C: b NAMESPACE x
S~ b BAD .*
