# RFC 5321 4.1.1.5
C: RSET
S~ 250 .*
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: RSET
S~ 250 2\.0\.0 .*
C: DATA
S~ 503 .*
C: RCPT TO:<$user>
S~ 503 .*
# LHLO does so too (RFC 5321 4.1.4)
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<b@example.org>
S~ 250 .*
C: RSET x
S~ 501 .*
