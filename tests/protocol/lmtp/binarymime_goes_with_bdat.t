# RFC 3030 3; RFC 2045 6.4: what is binary is stored in base64; DATA is 503; a chunk may end anywhere
C: LHLO c
U~ 250-.*
U~ 250[- ]BINARYMIME
S~ 250 .*
C: MAIL FROM:<a@example.org> BODY=BINARYMIME
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 503 .*
C: RSET
S~ 250 .*
C: MAIL FROM:<a@example.org> BODY=binarymime
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C- BDAT 43\r\nContent-Type: multipart/mixed; boundary=b\r\n
S~ 250 2\..*
C- BDAT 64\r\nContent-Transfer-Encoding: binary\r\n\r\n--b\r\nContent-Transfer-Encod
S~ 250 2\..*
C- BDAT 26\r\ning: binary\r\n\r\na\r\nb\nc\rd\r\n\r
S~ 250 2\..*
C- BDAT 8 LAST\r\n\n--b--\r\n
S~ 250 2\.1\.5 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C- BDAT 38 LAST\r\nContent-Transfer-Encoding: binary\r\n\r\nx
S~ 250 2\.1\.5 .*
L2:
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b FETCH 1 (BODY.PEEK[HEADER.FIELDS (Content-Transfer-Encoding)] BODY.PEEK[1.MIME] BODY.PEEK[1])
S2: * 1 FETCH (BODY[HEADER.FIELDS (Content-Transfer-Encoding)] {35}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n BODY[1.MIME] {37}\r\nContent-Transfer-Encoding: base64\r\n\r\n BODY[1] {16}\r\nYQ0KYgpjDWQNCg==)
S2~ b OK .*
C2: c FETCH 2 (BODY.PEEK[HEADER.FIELDS (Content-Transfer-Encoding)] BODY.PEEK[TEXT])
S2: * 2 FETCH (BODY[HEADER.FIELDS (Content-Transfer-Encoding)] {37}\r\nContent-Transfer-Encoding: binary\r\n\r\n BODY[TEXT] {1}\r\nx)
S2~ c OK .*
