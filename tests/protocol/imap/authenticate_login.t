# the old LOGIN mechanism asks twice; challenges are base64
C: a AUTHENTICATE LOGIN
S~ \+ [A-Za-z0-9+/]+=*
C: d3Jvbmc=
S~ \+ [A-Za-z0-9+/]+=*
C: d3Jvbmc=
S~ a NO .*
C: b AUTHENTICATE login d3Jvbmc=
S~ \+ [A-Za-z0-9+/]+=*
C: *
S~ b BAD .*
C: c NOOP
S~ c OK .*
