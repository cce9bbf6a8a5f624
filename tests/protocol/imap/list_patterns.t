# RFC 3501 6.3.8: "*" crosses levels, "%" does not; reference and pattern are joined
L:
C: a CREATE a.b.c
S~ a OK .*
C: b CREATE ab
S~ b OK .*
C: c LIST "" a%
U~ \* LIST .* "?a"?
U~ \* LIST .* "?ab"?
N~ .*a\.b.*
S~ c OK .*
C: d LIST "" a*
U~ \* LIST .* "?a"?
U~ \* LIST .* "?ab"?
U~ \* LIST .* "?a\.b"?
U~ \* LIST .* "?a\.b\.c"?
S~ d OK .*
C: e LIST "" %.%
S~ \* LIST .* "?a\.b"?
S~ e OK .*
C: f LIST "" *.%.c
S~ \* LIST .* "?a\.b\.c"?
S~ f OK .*
C: g LIST a. *
U~ \* LIST .* "?a\.b"?
U~ \* LIST .* "?a\.b\.c"?
N~ \* LIST .* "?ab"?
S~ g OK .*
C: h LIST a.b .c
S~ \* LIST .* "?a\.b\.c"?
S~ h OK .*
C: i LIST "" %c
S~ i OK .*
C: j LIST "" A
S~ j OK .*
