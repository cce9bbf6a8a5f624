# RFC 3501 6.4.2: \Deleted messages go without EXPUNGE answers, the mailbox is left
M: one
M: two
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c CLOSE
S~ c OK .*
C: d CLOSE
S~ d (BAD|NO) .*
C: e STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 1\)
S~ e OK .*
# SELECT of another mailbox closes without expunging (6.3.1)
C: f SELECT INBOX
U~ \* 1 EXISTS
S~ f OK .*
C: g STORE 1 +FLAGS.SILENT (\Deleted)
S~ g OK .*
C: h SELECT INBOX
U~ \* 1 EXISTS
S~ h OK .*
