# RFC 6851 3.3: other messages with \Deleted are not expunged along
M: one
M: two
L:
C: a CREATE x
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S~ c OK .*
C: d MOVE 2 x
U~ \* 2 EXPUNGE
N~ \* 1 EXPUNGE
S~ d OK .*
C: e FETCH 1 UID
S: * 1 FETCH (UID 1)
S~ e OK .*
