# RFC 3463 3.2 X.1.1; RFC 2033 4.2
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<nobody-$user>
S~ 550 5\.1\.1 .*
C: DATA
S~ 503 .*
C: RSET
S~ 250 .*
