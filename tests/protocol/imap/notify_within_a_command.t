# RFC 5465 5.2, 5.3; RFC 3501 7.4.1: what is asked for is told while no command
# is in progress, also while a part of one has come
L:
L2:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge))
S~ b OK .*
# half a line
C- c NO
M: one
U~ \* 1 EXISTS
S~ \* 1 FETCH \(UID 1\)
C- O
M: two
U~ \* 2 EXISTS
S~ \* 2 FETCH \(UID 2\)
C: P
S~ c OK .*
# half a literal, and half a line behind it
C: d STATUS {5}
S~ \+.*
M: three
U~ \* 3 EXISTS
S~ \* 3 FETCH \(UID 3\)
C- IN
M: four
U~ \* 4 EXISTS
S~ \* 4 FETCH \(UID 4\)
C- BOX (MESS
C2: a SELECT INBOX
U2~ \* 4 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS (\Deleted)
S2~ \* 2 FETCH .*
S2~ b OK .*
C2: c EXPUNGE
S2: * 2 EXPUNGE
S2~ c OK .*
S: * 2 EXPUNGE
C: AGES)
S~ \* STATUS INBOX \(MESSAGES 3\)
S~ d OK .*
# without waiting for leave
C- e LIST "" {5+}\r\nIN
M: five
U~ \* 4 EXISTS
S~ \* 4 FETCH \(UID 5\)
C: BOX
S~ \* LIST .* INBOX
S~ e OK .*
# where expunges wait for a command, they still wait
C: f NOTIFY SET (selected-delayed (MessageNew (UID) MessageExpunge))
S~ f OK .*
C- g NO
C2: d STORE 1 +FLAGS (\Deleted)
U2~ \* 1 FETCH .*
S2~ d OK .*
C2: e EXPUNGE
U2~ \* 1 EXPUNGE
S2~ e OK .*
M: six
U~ \* 5 EXISTS
S~ \* 5 FETCH \(UID 6\)
C: OP
S: * 1 EXPUNGE
S~ g OK .*
