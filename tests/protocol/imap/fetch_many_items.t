# RFC 3501 6.4.5: items in a list, each answered; the same message may be asked in parts
A<< INBOX
Subject: s

text
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 (UID RFC822.SIZE BODY.PEEK[TEXT] BODY.PEEK[TEXT]<0.2> BODY.PEEK[HEADER.FIELDS (SUBJECT)])
S~ \* 1 FETCH \((?=.*UID 1)(?=.*RFC822\.SIZE 20)(?=.*BODY\[TEXT\] \{6\}\r\ntext\r\n)(?=.*BODY\[TEXT\]<0> ("te"|\{2\}\r\nte))(?=.*BODY\[HEADER\.FIELDS \("?SUBJECT"?\)\] \{14\}\r\nSubject: s\r\n\r\n).*\)
S~ b OK .*
C: c FETCH 1 (flags bodystructure envelope internaldate)
S~ \* 1 FETCH \((?=.*FLAGS \()(?=.*BODYSTRUCTURE \()(?=.*ENVELOPE \()(?=.*INTERNALDATE ").*\)
S~ c OK .*
