# RFC 3501 6.2.2: no such mechanism; no mechanism; a second login
C: d AUTHENTICATE X-NONE
S~ d (NO|BAD) .*
C: e AUTHENTICATE
S~ e BAD .*
C: f NOOP
S~ f OK .*
L:
C: g AUTHENTICATE PLAIN
S~ g (BAD|NO) .*
