# RFC 3501 7.1 UNSEEN: the number of the first message without \Seen
A<< INBOX (\Seen)
Subject: one

x
>>
A<< INBOX
Subject: two

x
>>
L:
C: a SELECT INBOX
U~ \* OK \[UNSEEN 2\].*
S~ a OK .*
C: b STORE 2 +FLAGS.SILENT (\Seen)
S~ b OK .*
# none is left: no UNSEEN
C: c SELECT INBOX
N~ \* OK \[UNSEEN .*
S~ c OK .*
