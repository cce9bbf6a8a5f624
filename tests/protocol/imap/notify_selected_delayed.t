# RFC 5465 6.1.2: EXPUNGE waits for a command that allows it, the rest comes at once
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b NOTIFY SET (Selected-Delayed (messagenew messageexpunge flagchange))
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Deleted)
S2~ \* 1 FETCH .*
S2~ b OK .*
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\\Deleted.*\)\)
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
M: three
S: * 3 EXISTS
S~ \* [0-9]+ RECENT
C: c NOOP
S: * 1 EXPUNGE
S~ c OK .*
