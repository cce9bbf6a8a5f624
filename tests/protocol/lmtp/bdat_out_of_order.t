# RFC 3030 2: the octets of a chunk that fails are read all the same; DATA cannot follow BDAT; RSET ends it
C: LHLO c
U~ 250-.*
S~ 250 .*
C: BDAT 6\r\nQUIT\r\nNOOP
S~ 503 5\.5\.1 .*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<nobody@example.org>
S~ 550 .*
C- BDAT 6 LAST\r\nQUIT\r\n
S~ 503 .*
C: MAIL FROM:<a@example.org>\r\nRCPT TO:<$user>
S~ 250 .*
S~ 250 .*
C- BDAT 3\r\nA: 
S~ 250 .*
C: DATA
S~ 503 .*
C: MAIL FROM:<b@example.org>
S~ 503 .*
C: RSET
S~ 250 .*
C: BDAT 1 LAST\r\nxNOOP
S~ 503 .*
S~ 250 .*
C: BDAT
S~ 501 .*
C: BDAT 1 FIRST
S~ 501 .*
L2:
C2: a STATUS INBOX (MESSAGES)
S2~ \* STATUS INBOX \(MESSAGES 0\)
S2~ a OK .*
