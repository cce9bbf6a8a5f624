# RFC 3501 9: a tag is any ASTRING-CHAR but "+"; the answer repeats it as it is
C: A.1-x/~] noop
S~ A\.1-x/~\] OK .*
C: 0 nOoP
S~ 0 OK .*
C: aVeryLongTagWithManyLettersInIt0123456789 NOOP
S~ aVeryLongTagWithManyLettersInIt0123456789 OK .*
# "+" cannot be part of a tag, nor "(" and "*"
L2:
C2: a+b NOOP
S2~ (\*|a\+b|a) BAD .*
C2: (a NOOP
S2~ \S+ BAD .*
C2: * NOOP
S2~ \* BAD .*
C2: z NOOP
S2~ z OK .*
