# RFC 5161 3.1: authenticated state; unknown names are ignored; ENABLED lists what was turned on
C: a ENABLE X-NONE
S~ a (BAD|NO) .*
L:
C: b ENABLE X-NONE X-OTHER
U~ \* ENABLED ?
S~ b OK .*
C: c ENABLE
S~ c BAD .*
# a capability that is not one to be enabled is ignored as well
C: d ENABLE IDLE UIDPLUS
U~ \* ENABLED ?
S~ d OK .*
C: e ENABLE (X-NONE)
S~ e BAD .*
