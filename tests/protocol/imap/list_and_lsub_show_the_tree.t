# RFC 3501 6.3.8, 6.3.9; RFC 3348
L:
C: a LIST "" ""
S: * LIST (\Noselect) "." ""
S~ a OK .*
C: b CREATE a.b.c
S~ b OK .*
C: c CREATE "Entw&APw-rfe"
S~ c OK .*
C: d LIST "" *
U~ \* LIST \(\\HasNoChildren\) "\." INBOX
U~ \* LIST \(\\Noselect \\HasChildren\) "\." a
U~ \* LIST \(\\HasNoChildren\) "\." a\.b\.c
U~ \* LIST \(\\HasNoChildren\) "\." Entw&APw-rfe
S~ d OK .*
C: e LIST "" %
U~ \* LIST .* "\." a
N~ .*a\.b.*
S~ e OK .*
C: f LIST a. %
S~ \* LIST .* "\." a\.b
S~ f OK .*
C: g LIST "" iNbOx
S~ \* LIST .* "\." INBOX
S~ g OK .*
C: h SUBSCRIBE a.b.c
S~ h OK .*
C: i LSUB "" %
S: * LSUB (\Noselect) "." a
S~ i OK .*
C: j LSUB "" *
S: * LSUB () "." a.b.c
S~ j OK .*
C: k UNSUBSCRIBE a.b.c
S~ k OK .*
C: l LSUB "" *
S~ l OK .*
C: m LIST ""
S~ m BAD .*
