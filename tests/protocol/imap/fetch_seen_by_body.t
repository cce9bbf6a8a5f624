# RFC 3501 6.4.5: BODY[…], RFC822 and RFC822.TEXT set \Seen; PEEK and RFC822.HEADER do not
A<< INBOX
Subject: 1

x
>>
A<< INBOX
Subject: 2

x
>>
A<< INBOX
Subject: 3

x
>>
A<< INBOX
Subject: 4

x
>>
L:
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C: b FETCH 1 (BODY.PEEK[] BODY.PEEK[HEADER] RFC822.HEADER RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE)
S~ \* 1 FETCH .*
S~ b OK .*
C: c SEARCH SEEN
S: * SEARCH
S~ c OK .*
# the change of flags is told too
C: d FETCH 1 BODY[]
U~ \* 1 FETCH \((?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ d OK .*
C: e FETCH 2 BODY[HEADER]
U~ \* 2 FETCH \((?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ e OK .*
C: f FETCH 3 RFC822
U~ \* 3 FETCH \((?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ f OK .*
C: g FETCH 4 RFC822.TEXT
U~ \* 4 FETCH \((?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ g OK .*
C: h SEARCH SEEN
S: * SEARCH 1 2 3 4
S~ h OK .*
# it is told only when it changed
C: i FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}\r\nx\r\n)
S~ i OK .*
