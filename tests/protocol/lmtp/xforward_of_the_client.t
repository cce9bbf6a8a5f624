# Postfix' XFORWARD_README: 250; 503 within a transaction; 501 for what is malformed
C: LHLO c
U~ 250-XFORWARD .*NAME.*ADDR.*PORT.*PROTO.*HELO.*IDENT.*SOURCE.*
S~ 250 .*
C: XFORWARD NAME=spike.example.org ADDR=192.0.2.1 PROTO=ESMTP
S~ 250 .*
C: XFORWARD HELO=[UNAVAILABLE] IDENT=4XyZ SOURCE=REMOTE PORT=1234
S~ 250 .*
C: XFORWARD ADDR=IPV6:2001:db8::1
S~ 250 .*
C: XFORWARD ADDR=mx.example.org
S~ 501 .*
C: XFORWARD COLOUR=blue
S~ 501 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: XFORWARD NAME=x
S~ 503 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
