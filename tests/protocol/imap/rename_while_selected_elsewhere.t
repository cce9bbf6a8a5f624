# RFC 2180 3 leaves it open: the session goes on, or ends; no message is lost
L:
L2:
C: a CREATE x
S~ a OK .*
C: b APPEND x {4+}\r\na: b
S~ b OK .*
C2: a SELECT x
U2~ \* 1 EXISTS
S2~ a OK .*
C: c RENAME x y
S~ c (OK|NO) .*
C2: b STORE 1 +FLAGS (\Flagged)
N2~ .*EXPUNGE
S2~ (b (OK|NO|BAD)|\* BYE) .*
C: d STATUS y (MESSAGES)
S~ \* STATUS "?y"? \(MESSAGES 1\)
S~ d OK .*
