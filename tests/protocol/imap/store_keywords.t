# RFC 3501 2.3.2: keywords have no case of their own, do not begin with "\"; "\*" in PERMANENTFLAGS lets make them
M: one
M: two
L:
C: a SELECT INBOX
U~ \* OK \[PERMANENTFLAGS \((?=.*\\\*).*\)\].*
S~ a OK .*
C: b STORE 1 +FLAGS (Todo $Label1 NonJunk)
U~ \* FLAGS \((?=.*Todo)(?=.*\$Label1)(?=.*NonJunk).*\)
U~ \* 1 FETCH \(FLAGS \((?=.*Todo)(?=.*\$Label1)(?=.*NonJunk).*\)\)
S~ b OK .*
C: c STORE 1 -FLAGS (TODO)
S~ \* 1 FETCH \(FLAGS \((?!.*(?i:todo))(?=.*\$Label1)(?=.*NonJunk).*\)\)
S~ c OK .*
C: d SEARCH KEYWORD nonjunk
S: * SEARCH 1
S~ d OK .*
C: e STORE 2 +FLAGS ($LABEL1)
S~ \* 2 FETCH \(FLAGS \((?=.*\$(?i:label1)).*\)\)
S~ e OK .*
# they are there in the next session
L2:
C2: a SELECT INBOX
U2~ \* FLAGS \((?=.*NonJunk).*\)
S2~ a OK .*
C2: b FETCH 1 FLAGS
S2~ \* 1 FETCH \(FLAGS \((?=.*NonJunk)(?=.*\$Label1).*\)\)
S2~ b OK .*
