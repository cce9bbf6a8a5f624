# RFC 9586 with RFC 5465: what NOTIFY tells of the selected mailbox has UIDs only
M: one
L:
L2:
C: a ENABLE UIDONLY
S: * ENABLED UIDONLY
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c NOTIFY SET (selected (MessageNew (RFC822.SIZE) MessageExpunge FlagChange))
S~ c OK .*
A<< INBOX
Subject: two

x
>>
U~ \* 2 EXISTS
S~ \* 2 UIDFETCH \((?=.*RFC822\.SIZE [0-9]+).*\)
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
S~ \* 1 UIDFETCH \((?=.*\\Deleted).*\)
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
S: * VANISHED 1
C: d NOOP
N~ .*FETCH.*
S~ d OK .*
