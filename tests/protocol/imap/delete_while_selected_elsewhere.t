# RFC 2180 3: the other session is served with what is left, refused or said BYE; a new mailbox of the name is not mistaken
L:
L2:
C: a CREATE x
S~ a OK .*
C: b APPEND x {4+}\r\na: b
S~ b OK .*
C2: a SELECT x
U2~ \* 1 EXISTS
S2~ a OK .*
C: c DELETE x
S~ c (OK|NO) .*
C: d CREATE x
S~ d (OK|NO) .*
C: e APPEND x {6+}\r\nc: new
S~ e OK .*
C2: b FETCH 1 BODY.PEEK[]
N2~ .*new.*
S2~ (b (OK|NO|BAD)|\* BYE) .*
