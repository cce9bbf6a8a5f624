# RFC 3501 9: "]" may stand in an astring, "[" in an atom; "{" "(" "%" "*" may not
L:
C: a CREATE [x]
S~ a OK .*
C: b SELECT [x]
U~ \* 0 EXISTS
S~ b OK .*
C: c CREATE a{b
S~ c BAD .*
C: d CREATE a(b
S~ d BAD .*
C: e CREATE a)b
S~ e BAD .*
