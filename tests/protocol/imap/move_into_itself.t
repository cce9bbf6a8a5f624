# RFC 6851 3.3: into the selected mailbox: allowed (a new UID) or refused, nothing lost
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b MOVE 1 INBOX
N~ \* [2-9] EXPUNGE
S~ b (OK|NO) .*
C: c STATUS INBOX (MESSAGES)
U~ \* STATUS "?INBOX"? \(MESSAGES 1\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[TEXT]
U~ \* 1 FETCH \(.*A line\..*\)
S~ d OK .*
