# RFC 3501 6.2.2; RFC 4616: "\0wrong\0wrong" is refused, and then any other try is free
C: a AUTHENTICATE PLAIN
S~ \+ ?
C: AHdyb25nAHdyb25n
S~ a NO .*
# SASL-IR (RFC 4959): the first answer stands on the line
C: b AUTHENTICATE PLAIN AHdyb25nAHdyb25n
S~ b NO .*
C: c NOOP
S~ c OK .*
