# RFC 5321 4.1.2: quoted local parts, source routes (to be ignored), address literals
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<"a b\"c>"@example.org>
S~ 250 .*
C: RSET
S~ 250 .*
C: MAIL FROM:<@one.example,@two.example:joe@example.org>
S~ 250 .*
C: RSET
S~ 250 .*
C: MAIL FROM:<root@[192.0.2.1]>
S~ 250 .*
C: RCPT TO:<@relay.example:$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
