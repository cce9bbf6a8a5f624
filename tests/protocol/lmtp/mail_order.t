# RFC 5321 4.1.4: LHLO, MAIL, RCPT, DATA; out of order is 503
C: MAIL FROM:<a@example.org>
S~ 503 5\.5\.1 .*
C: LHLO c
U~ 250-.*
S~ 250 .*
C: RCPT TO:<$user>
S~ 503 5\.5\.1 .*
C: DATA
S~ 503 5\.5\.1 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
# no second MAIL within
C: MAIL FROM:<b@example.org>
S~ 503 5\.5\.1 .*
# RFC 2033 4.2: without a valid recipient DATA is 503
C: DATA
S~ 503 5\.5\.1 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\nz\r\n.
S~ 250 .*
# the transaction is over
C: RCPT TO:<$user>
S~ 503 .*
