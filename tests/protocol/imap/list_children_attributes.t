# RFC 3348 3: \HasChildren, \HasNoChildren; never both
L:
C: a CREATE p.c
S~ a OK .*
C: b CREATE q
S~ b OK .*
C: c LIST "" *
U~ \* LIST \((?!.*NoChildren)(?=.*\\HasChildren).*\) "\." "?p"?
U~ \* LIST \((?=.*\\HasNoChildren)(?!.*\\HasChildren).*\) "\." "?p\.c"?
U~ \* LIST \((?=.*\\HasNoChildren)(?!.*\\HasChildren).*\) "\." "?q"?
S~ c OK .*
C: d DELETE p.c
S~ d OK .*
C: e CREATE q.under
S~ e OK .*
C: f LIST "" q
S~ \* LIST \((?=.*\\HasChildren).*\) "\." "?q"?
S~ f OK .*
