# RFC 5321 4.5.2: a first dot is taken away; only CRLF . CRLF ends the message
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: dots\r\n\r\n..one\r\n...\r\n..\r\nx.\r\n.z\r\nend
C: .
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[TEXT]
S2: * 1 FETCH (BODY[TEXT] {25}\r\n.one\r\n..\r\n.\r\nx.\r\nz\r\nend\r\n)
S2~ b OK .*
