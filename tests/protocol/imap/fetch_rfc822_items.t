# RFC 3501 6.4.5: RFC822.HEADER is a peek, RFC822.TEXT and RFC822 are not
A<< INBOX
Subject: one

text
>>
A<< INBOX
Subject: two

text
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b FETCH 1 RFC822.HEADER
S~ \* 1 FETCH \(RFC822\.HEADER \{16\}\r\nSubject: one\r\n\r\n\)
S~ b OK .*
C: c FETCH 1 FLAGS
N~ .*\\Seen.*
S~ \* 1 FETCH \(FLAGS .*\)
S~ c OK .*
C: d FETCH 1 RFC822.TEXT
S~ \* 1 FETCH \(RFC822\.TEXT \{6\}\r\ntext\r\n FLAGS \(.*\\Seen.*\)\)
S~ d OK .*
C: e UID FETCH 2 (RFC822)
S~ \* 2 FETCH \(UID 2 RFC822 \{22\}\r\nSubject: two\r\n\r\ntext\r\n FLAGS \(.*\\Seen.*\)\)
S~ e OK .*
C: f FETCH 2 (BODY.PEEK[HEADER.FIELDS.NOT (Subject)] BODY[HEADER.FIELDS (FROM)])
S~ \* 2 FETCH \(BODY\[HEADER\.FIELDS\.NOT \("?(?i:subject)"?\)\] \{2\}\r\n\r\n BODY\[HEADER\.FIELDS \("?FROM"?\)\] \{2\}\r\n\r\n\)
S~ f OK .*
