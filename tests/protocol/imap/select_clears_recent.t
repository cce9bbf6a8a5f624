# RFC 3501 2.3.2: the first session to see a message has it as \Recent, and only that
M: one
L:
L2:
C: a EXAMINE INBOX
U~ \* 1 RECENT
S~ a OK .*
# EXAMINE takes nothing away (6.3.2)
C: b SELECT INBOX
U~ \* 1 RECENT
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 0 RECENT
S2~ a OK .*
C: c FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S~ c OK .*
C2: b FETCH 1 FLAGS
S2: * 1 FETCH (FLAGS ())
S2~ b OK .*
C: d SEARCH RECENT
S: * SEARCH 1
S~ d OK .*
C: e SEARCH NEW
S: * SEARCH 1
S~ e OK .*
C2: c SEARCH OLD
S2: * SEARCH 1
S2~ c OK .*
