# RFC 3501 2.2.1, 4.3, 7.1.3; RFC 7888
L:
C:
S~ \* BAD .*
C: a
S~ a BAD .*
C: b FROB
S~ b BAD .*
C: c NOOP x
S~ c BAD .*
C: d UID NOOP
S~ d BAD .*
C: e SEARCH ALL
S~ e BAD .*
C: f LOGIN x y
S~ f BAD .*
C: g STARTTLS
S~ g BAD .*
C: h SELECT "x
S~ h BAD .*
C: i CREATE {99999999999}
S~ i BAD .*
C: j CREATE {2000000}
S~ j BAD \[LIMIT\] .*
C: k CREATE {x}
S~ k BAD .*
C: l CREATE &not-utf7
S~ l BAD .*
C: m CREATE a/b
S~ m NO .*
C: n NOOP
S~ n OK .*
C: o CREATE {4000000000+}
S~ \* BYE .*
E:
