# RFC 3501 6.3.3: the levels above are made as well, a trailing separator only declares
L:
C: a CREATE one.two.three
S~ a OK .*
C: b LIST "" *
U~ \* LIST \(.*\) "\." "?one"?
U~ \* LIST \(.*\) "\." "?one\.two"?
U~ \* LIST \(.*\) "\." "?one\.two\.three"?
S~ b OK .*
C: c CREATE other.
S~ c OK .*
C: d CREATE other.sub
S~ d OK .*
C: e LIST "" other.*
S~ \* LIST \(.*\) "\." "?other\.sub"?
S~ e OK .*
