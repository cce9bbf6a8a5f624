# RFC 3501 6.4.7: into the selected mailbox: the new messages are told of
M: one
M: two
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b COPY 2:1 INBOX
U~ \* 4 EXISTS
S~ b OK \[COPYUID [1-9]\d* 1:2 3:4\] .*
C: c FETCH 3:4 BODY.PEEK[HEADER.FIELDS (SUBJECT)]
S~ \* 3 FETCH .*Subject: one.*
S~ \* 4 FETCH .*Subject: two.*
S~ c OK .*
