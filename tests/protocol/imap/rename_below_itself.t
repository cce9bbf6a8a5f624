# RFC 3501 6.3.5 does not forbid it; no message may be lost either way
L:
C: a CREATE x
S~ a OK .*
C: b APPEND x {4+}\r\na: b
S~ b OK .*
C: c RENAME x x.below
S~ c (OK|NO) .*
C: d LIST "" *
U~ \* LIST .* "?x(\.below)?"?
N~ .*below\.below.*
S~ d OK .*
C: e NOOP
S~ e OK .*
