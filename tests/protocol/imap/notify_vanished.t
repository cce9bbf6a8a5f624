# RFC 5465 5.3, 5.1: VANISHED and MODSEQ where they were enabled
M: one
M: two
L:
L2:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b NOTIFY SET (selected (MessageNew MessageExpunge FlagChange))
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Deleted)
S2~ \* 1 FETCH .*
S2~ b OK .*
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\\Deleted.*\) MODSEQ \([0-9]+\)\)
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
S: * VANISHED 1
C: c UID FETCH 1:* (UID)
S: * 1 FETCH (UID 2)
S~ c OK .*
