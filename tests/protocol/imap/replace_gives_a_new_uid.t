# RFC 8508 3.2: the new message is there, the old one is gone, in one step
A<< INBOX (\Draft)
Subject: one

1
>>
A<< INBOX
Subject: two

2
>>
L:
C: a CAPABILITY
S~ \* CAPABILITY (?=.*\bREPLACE\b).*
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C: c REPLACE 1 INBOX (\Seen \Draft) {7}
I- a: b\r\nx
C: 
U~ \* 1 EXPUNGE
U~ \* (2|3) EXISTS
N~ .*\\Deleted.*
S~ c OK .*
C: d UID FETCH 1:* (FLAGS)
S~ \* 1 FETCH \(UID 2 FLAGS \(.*\)\)
S~ \* 2 FETCH \(UID 3 FLAGS \((?=.*\\Draft)(?=.*\\Seen).*\)\)
S~ d OK .*
C: e UID REPLACE 3 INBOX CATENATE (URL "/INBOX/;UID=3" TEXT {2+}\r\n\r\n)
S~ \* OK \[APPENDUID [1-9]\d* 4\] .*
U~ \* 2 EXPUNGE
S~ e OK .*
C: f UID FETCH 4 (RFC822.SIZE)
S: * 2 FETCH (UID 4 RFC822.SIZE 9)
S~ f OK .*
# into another mailbox
C: g CREATE Sent
S~ g OK .*
C: h UID REPLACE 4 Sent {7+}\r\na: b\r\ny
S~ \* OK \[APPENDUID [1-9]\d* 1\] .*
S: * 2 EXPUNGE
S~ h OK .*
C: i STATUS Sent (MESSAGES)
S: * STATUS Sent (MESSAGES 1)
S~ i OK .*
