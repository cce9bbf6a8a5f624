# two transactions beside each other do not mix
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C2: LHLO c
U2~ 250-.*
S2~ 250 .*
C2: RCPT TO:<$user>
S2~ 503 .*
C2: MAIL FROM:<b@example.org>
S2~ 250 .*
C2: RCPT TO:<$user>
S2~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C2: DATA
S2~ 354 .*
C2: Subject: second\r\n\r\nx\r\n.
S2~ 250 .*
C: Subject: first\r\n\r\nx\r\n.
S~ 250 .*
L3:
C3: a SELECT INBOX
U3~ \* 2 EXISTS
S3~ a OK .*
C3: b FETCH 1:2 BODY.PEEK[HEADER.FIELDS (RETURN-PATH SUBJECT)]
U3~ .*<b@example\.org>.*Subject: second.*
U3~ .*<a@example\.org>.*Subject: first.*
S3~ b OK .*
