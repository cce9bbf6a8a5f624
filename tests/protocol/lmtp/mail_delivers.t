# RFC 2033 4.2; RFC 2034 4: codes with their enhanced form; a 2yz after the dot means it is stored
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<sender@example.org>
S~ 250 2\.1\.0 .*
C: RCPT TO:<$user>
S~ 250 2\.1\.5 .*
C: DATA
S~ 354 .*
C: Subject: over LMTP\r\n\r\nhello\r\n.
S~ 250 2\.\d\.\d .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH SUBJECT)]
S2~ \* 1 FETCH \(BODY\[.*\] \{\d+\}\r\nReturn-Path: <sender@example\.org>\r\nSubject: over LMTP\r\n\r\n\)
S2~ b OK .*
C2: c FETCH 1 BODY.PEEK[TEXT]
S2: * 1 FETCH (BODY[TEXT] {7}\r\nhello\r\n)
S2~ c OK .*
C: QUIT
S~ 221 2\.0\.0 .*
E:
