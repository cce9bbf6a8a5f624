# RFC 9208 4.1.2, 4.1.4: DELETED and DELETED-STORAGE; roots of a mailbox yet to be made
A<< INBOX (\Deleted)
Subject: one

0123456789
>>
M: two
L:
C: a STATUS INBOX (MESSAGES DELETED DELETED-STORAGE)
S~ \* STATUS INBOX \(MESSAGES 2 DELETED 1 DELETED-STORAGE (?P<size>[1-9]\d*)\)
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C: c STORE 2 +FLAGS.SILENT (\Deleted)
S~ c OK .*
C: d STATUS INBOX (DELETED)
S: * STATUS INBOX (DELETED 2)
S~ d OK .*
C: e EXPUNGE
U~ \* . EXPUNGE
S~ e OK .*
C: f STATUS INBOX (deleted deleted-storage messages)
S: * STATUS INBOX (DELETED 0 DELETED-STORAGE 0 MESSAGES 0)
S~ f OK .*
C: g GETQUOTAROOT not.made.yet
S~ \* QUOTAROOT "?not\.made\.yet"?.*
S~ g OK .*
C: h GETQUOTAROOT {5}
I: inbox
S~ \* QUOTAROOT "?(INBOX|inbox)"?.*
S~ h OK .*
C: i GETQUOTA ""
S~ i (NO|OK) .*
