# RFC 5321 4.1.1.4: a connection that ends before the dot delivers nothing
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA now
S~ 50[014] .*
C: DATA
S~ 354 .*
C: Subject: never
L2:
C2: a STATUS INBOX (MESSAGES)
S2~ \* STATUS INBOX \(MESSAGES 0\)
S2~ a OK .*
