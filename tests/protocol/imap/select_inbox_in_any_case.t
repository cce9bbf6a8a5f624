# RFC 3501 5.1: INBOX is one name in any case, quoted and as a literal too
M: one
L:
C: a SELECT iNbOx
U~ \* 1 EXISTS
S~ a OK .*
C: b SELECT "inbox"
U~ \* 1 EXISTS
S~ b OK .*
C: c SELECT {5}
I: Inbox
U~ \* 1 EXISTS
S~ c OK .*
C: d STATUS inBOX (MESSAGES)
S~ \* STATUS "?(?i:inbox)"? \(MESSAGES 1\)
S~ d OK .*
# but other names keep their case
C: e CREATE Aa
S~ e OK .*
C: f SELECT aA
S~ \* OK \[CLOSED\].*
S~ f NO .*
