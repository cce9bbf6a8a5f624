# RFC 9051 6.4.4: once IMAP4rev2 is enabled, SEARCH is answered by ESEARCH
A<< INBOX (\Seen)
Subject: one

x
>>
L:
C: a ENABLE IMAP4rev2
U~ \* ENABLED IMAP4rev2
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c SEARCH SEEN
S: * ESEARCH (TAG "c") ALL 1
S~ c OK .*
C: d UID SEARCH UNSEEN
S: * ESEARCH (TAG "d") UID
S~ d OK .*
