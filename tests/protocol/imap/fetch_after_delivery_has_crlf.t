# RFC 5322 2.1: lines end with CRLF in what is sent, and the size counts them
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {9}\r\nA line.\r\n)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[HEADER]
S~ \* 1 FETCH \(BODY\[HEADER\] \{\d+\}\r\n([^\r\n]+\r\n)+\r\n\)
S~ c OK .*
