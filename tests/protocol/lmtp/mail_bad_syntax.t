# RFC 5321 4.1.1.2, 3.3
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL
S~ 50[01] 5\.\d\.\d .*
C: MAIL TO:<a@example.org>
S~ 50[01] .*
C: MAIL FROM:
S~ 501 .*
C: MAIL FROM:<a@example.org
S~ 501 .*
# a server may be liberal here, as the MTA has accepted the mail already
C: MAIL FROM:<a b@example.org>
S~ (250|501) .*
C: RSET
S~ 250 .*
C: MAIL FROM:<a@example.org>x
S~ 5\d\d .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
