# RFC 8437 3: no arguments; BAD, never NO, and the state stays
C: a UNAUTHENTICATE
S~ a BAD .*
L:
C: b UNAUTHENTICATE now
S~ b BAD .*
C: c UID UNAUTHENTICATE
S~ c BAD .*
C: d UNAUTHENTICATE {3+}
C: abc
S~ d BAD .*
C: e SELECT INBOX
U~ \* 0 EXISTS
S~ e OK .*
C: f UNAUTHENTICATE NIL
S~ f BAD .*
C: g FETCH 1:* FLAGS
S~ g (OK|BAD) .*
C: h UNAUTHENTICATE
S~ h OK .*
