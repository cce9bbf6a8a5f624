# RFC 1870 6.1, RFC 1652 3 (6152), RFC 5321 4.1.1.11: SIZE and BODY; an unknown parameter is 555
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org> SIZE=1000 BODY=8BITMIME
S~ 250 .*
C: RSET
S~ 250 .*
C: mail from:<a@example.org> body=7bit
S~ 250 .*
C: RSET
S~ 250 .*
C: MAIL FROM:<a@example.org> FROB=1
S~ 555 5\.\d\.\d+ .*
C: MAIL FROM:<a@example.org> SIZE=x
S~ 50[14] .*
C: MAIL FROM:<a@example.org> BODY=FROB
S~ 5\d\d .*
# more than the server takes (RFC 1870 6.1)
C: MAIL FROM:<a@example.org> SIZE=99999999999999
S~ (552|452|501) .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
