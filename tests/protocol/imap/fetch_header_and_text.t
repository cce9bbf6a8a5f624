# RFC 3501 6.4.5: HEADER ends with the empty line, TEXT is the rest, together they are BODY[]
A<< INBOX
From: a@example.org
Subject: s

line 1

line 3
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[HEADER]
S: * 1 FETCH (BODY[HEADER] {35}\r\nFrom: a@example.org\r\nSubject: s\r\n\r\n)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {18}\r\nline 1\r\n\r\nline 3\r\n)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {53}\r\nFrom: a@example.org\r\nSubject: s\r\n\r\nline 1\r\n\r\nline 3\r\n)
S~ d OK .*
# part 1 of a message that is not multipart is its text
C: e FETCH 1 BODY.PEEK[1]
S: * 1 FETCH (BODY[1] {18}\r\nline 1\r\n\r\nline 3\r\n)
S~ e OK .*
C: f FETCH 1 RFC822.HEADER
S: * 1 FETCH (RFC822.HEADER {35}\r\nFrom: a@example.org\r\nSubject: s\r\n\r\n)
S~ f OK .*
C: g FETCH 1 (FLAGS RFC822.SIZE)
S~ \* 1 FETCH \((?=.*RFC822.SIZE 53).*\)
S~ g OK .*
C: h FETCH 1 RFC822.TEXT
U~ \* 1 FETCH \((?=.*RFC822\.TEXT \{18\}\r\nline 1\r\n\r\nline 3\r\n).*\)
S~ h OK .*
C: i FETCH 1 RFC822
S: * 1 FETCH (RFC822 {53}\r\nFrom: a@example.org\r\nSubject: s\r\n\r\nline 1\r\n\r\nline 3\r\n)
S~ i OK .*
