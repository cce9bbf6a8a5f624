# RFC 3030 2, 4.2; RFC 2033 4.2: chunks are octets, dots are no more than that; LAST gives a reply for each recipient
C: LHLO c
U~ 250-.*
U~ 250[- ]CHUNKING
S~ 250 .*
C: MAIL FROM:<a@example.org> BODY=8BITMIME
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: RCPT TO:<$other>
S~ 250 .*
C- BDAT 14\r\nSubject: bdat\r
S~ 250 2\..*
C- BDAT 12\r\n\n\r\n..x\r\n.\r\ny
S~ 250 2\..*
C: BDAT 0 LAST
S~ 250 2\.1\.5 .*
S~ 250 2\.1\.5 .*
C: NOOP
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[TEXT]
S2: * 1 FETCH (BODY[TEXT] {9}\r\n..x\r\n.\r\ny)
S2~ b OK .*
