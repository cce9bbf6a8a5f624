# RFC 3501 7.4.2: message/rfc822 has envelope, structure and lines of what is inside
A<< INBOX
MIME-Version: 1.0
Content-Type: message/rfc822

From: in@example.org
Subject: inner

text
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:"MESSAGE" "RFC822") NIL NIL NIL (?i:"7BIT") 46 \(NIL "inner" \(\(NIL NIL "in" "example\.org"\)\) \(\(NIL NIL "in" "example\.org"\)\) \(\(NIL NIL "in" "example\.org"\)\) NIL NIL NIL NIL NIL\) \((?i:"TEXT" "PLAIN" (\("CHARSET" "US-ASCII"\)|NIL) NIL NIL "7BIT") 6 1\) 4\)\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[1.HEADER]
S~ \* 1 FETCH \(BODY\[1\.HEADER\] \{40\}\r\nFrom: in@example\.org\r\nSubject: inner\r\n\r\n\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[1.1]
S: * 1 FETCH (BODY[1.1] {6}\r\ntext\r\n)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[1.TEXT]
S: * 1 FETCH (BODY[1.TEXT] {6}\r\ntext\r\n)
S~ e OK .*
