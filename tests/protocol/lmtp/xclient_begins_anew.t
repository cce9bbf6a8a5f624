# Postfix' XCLIENT_README: 220, and the conversation begins anew; 503 within a transaction; 501
C: LHLO c
U~ 250-.*
S~ 250 .*
C: XCLIENT NAME=spike.example.org ADDR=192.0.2.1 HELO=spike
S~ 220 .*
C: MAIL FROM:<a@example.org>
S~ 503 .*
C: LHLO proxy
U~ 250-.*
S~ 250 .*
C: XCLIENT ADDR=192.0.2.300
S~ 501 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: XCLIENT ADDR=192.0.2.1
S~ 503 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[HEADER.FIELDS (RECEIVED)]
S2~ .*Received: from spike \(spike\.example\.org \[192\.0\.2\.1\]\).*
S2~ b OK .*
