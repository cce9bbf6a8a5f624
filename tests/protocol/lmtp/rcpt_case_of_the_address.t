# RFC 5321 2.4: the domain has no case
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$local@EXAMPLE.org>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
