# RFC 2033 4.2: one reply for each accepted RCPT, in their order; none for the refused
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: RCPT TO:<nobody@example.org>
S~ 550 .*
C: RCPT TO:<$other>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: both\r\n\r\nx\r\n.
S~ 250 2\..*
S~ 250 2\..*
C: NOOP
S~ 250 .*
L2:
C2: a STATUS INBOX (MESSAGES)
S2: * STATUS INBOX (MESSAGES 1)
S2~ a OK .*
C2: b LOGOUT
U2~ \* BYE .*
S2~ b OK .*
