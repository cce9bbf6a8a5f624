# RFC 5321 4.1.1.4: nothing but the dot
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: .
S~ (250|5\d\d) .*
C: NOOP
S~ 250 .*
