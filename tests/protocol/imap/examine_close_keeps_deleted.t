# RFC 3501 6.4.2: CLOSE after EXAMINE removes nothing
A<< INBOX (\Deleted)
Subject: one

x
>>
L:
C: a EXAMINE INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b CLOSE
S~ b OK .*
C: c STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 1\)
S~ c OK .*
