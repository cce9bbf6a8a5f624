# RFC 3501 6.3.10 (should not be done, but has an answer)
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STATUS INBOX (MESSAGES UIDNEXT)
U~ \* STATUS "?INBOX"? \((MESSAGES 1 UIDNEXT 2|UIDNEXT 2 MESSAGES 1)\)
S~ b OK .*
M: two
C: c STATUS INBOX (UNSEEN)
U~ \* STATUS "?INBOX"? \(UNSEEN 2\)
S~ c OK .*
C: d EXAMINE INBOX
U~ \* 2 EXISTS
S~ d OK .*
