# RFC 5321 4.1.4: several transactions on one connection
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: 1\r\n\r\n.
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: 2\r\n\r\n.
S~ 250 .*
L2:
C2: a STATUS INBOX (MESSAGES)
S2~ \* STATUS "?INBOX"? \(MESSAGES 2\)
S2~ a OK .*
