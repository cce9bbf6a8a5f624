# RFC 1652 3: what is 8-bit stays as it is; a line of 998 and more too
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org> BODY=8BITMIME
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: s\r\n\r\ngr\xfc\xdfe \xe2\x82\xac\r\n.
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[TEXT]
S2: * 1 FETCH (BODY[TEXT] {11}\r\ngr\xfc\xdfe \xe2\x82\xac\r\n)
S2~ b OK .*
