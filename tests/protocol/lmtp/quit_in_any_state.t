# RFC 5321 4.1.1.10: 221, and the connection ends; what was begun is forgotten
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: quit
S~ 221 2\.0\.0 .*
E:
C2: QUIT
S2~ 221 .*
E2:
