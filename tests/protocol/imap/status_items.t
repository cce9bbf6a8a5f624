# RFC 3501 6.3.10: every item, any order and number; the mailbox need not be selected
M: one
A<< INBOX (\Seen)
Subject: two

x
>>
L:
C: a STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
S~ \* STATUS "?INBOX"? \((?=.*MESSAGES 2)(?=.*RECENT 2)(?=.*UIDNEXT 3)(?=.*UIDVALIDITY [1-9])(?=.*UNSEEN 1).*\)
S~ a OK .*
C: b STATUS INBOX (unseen)
S~ \* STATUS "?INBOX"? \(UNSEEN 1\)
S~ b OK .*
# asking takes no \Recent away
C: c SELECT INBOX
U~ \* 2 RECENT
S~ c OK .*
C: d CREATE "a b"
S~ d OK .*
C: e STATUS "a b" (MESSAGES)
S~ \* STATUS ("a b"|\{3\}\r\na b) \(MESSAGES 0\)
S~ e OK .*
