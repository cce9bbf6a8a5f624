L:
C: a FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB
C: a FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\na FROB\r\nb FROB
U~ a BAD .*
S~ b BAD .*
S~ \* BYE .*
E:
