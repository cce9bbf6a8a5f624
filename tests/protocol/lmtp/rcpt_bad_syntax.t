# RFC 5321 4.1.1.3
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT
S~ 50[01] .*
C: RCPT FROM:<$user>
S~ 50[01] .*
C: RCPT TO:<>
S~ 5(01|5\d) .*
C: RCPT TO:
S~ 501 .*
C: RCPT TO:<$user
S~ 501 .*
C: RCPT TO:<$user> FROB=1
S~ 555 .*
# a mistake does no harm to the transaction
C: rcpt to:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
