# RFC 3691 2: leaves the mailbox, removes nothing
M: one
L:
C: a UNSELECT
S~ a (BAD|NO) .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S~ c OK .*
C: d UNSELECT x
S~ d BAD .*
C: e UNSELECT
S~ e OK .*
C: f FETCH 1 FLAGS
S~ f (BAD|NO) .*
C: g STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 1\)
S~ g OK .*
