# RFC 3501 7.4.2: parts side by side, then the subtype; extension data only in BODYSTRUCTURE
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b 1"

preamble
--b 1
Content-Type: text/plain; charset=us-ascii

hello
--b 1
Content-Type: text/html; charset=us-ascii

<b>hello</b>
--b 1--
epilogue
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
# the line end before the boundary is the boundary's: 5 octets, and lines 0 or 1
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:\("TEXT" "PLAIN" \("CHARSET" "us-ascii"\) NIL NIL "7BIT" 5 [01]\)\("TEXT" "HTML" \("CHARSET" "us-ascii"\) NIL NIL "7BIT" 12 [01]\) "ALTERNATIVE")\)\)
S~ b OK .*
C: c FETCH 1 BODYSTRUCTURE
S~ \* 1 FETCH \(BODYSTRUCTURE \((?i:\("TEXT" "PLAIN" \("CHARSET" "us-ascii"\) NIL NIL "7BIT" 5 [01]( NIL)*\)\("TEXT" "HTML" \("CHARSET" "us-ascii"\) NIL NIL "7BIT" 12 [01]( NIL)*\) "ALTERNATIVE" \("BOUNDARY" "b 1"\)( NIL)*)\)\)
S~ c OK .*
C: d FETCH 1 (BODY.PEEK[1])
S~ \* 1 FETCH \(BODY\[1\] ("hello"|\{5\}\r\nhello)\)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[2]
S~ \* 1 FETCH \(BODY\[2\] ("<b>hello</b>"|\{12\}\r\n<b>hello</b>)\)
S~ e OK .*
C: f FETCH 1 BODY.PEEK[2.MIME]
S: * 1 FETCH (BODY[2.MIME] {45}\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n)
S~ f OK .*
# no third part
C: g FETCH 1 BODY.PEEK[3]
S~ (\* 1 FETCH \(BODY\[3\] (NIL|""|\{0\}\r\n)\)|g (NO|OK|BAD) .*)
