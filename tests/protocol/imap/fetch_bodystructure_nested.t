# RFC 3501 7.4.2: multiparts in multiparts
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=A

--A
Content-Type: multipart/alternative; boundary=B

--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

x
--B
Content-Type: multipart/related; boundary=C; type="text/html"

--C
Content-Type: text/html; charset=utf-8

y
--C
Content-Type: image/png
Content-ID: <i@example.org>
Content-Disposition: inline
Content-Transfer-Encoding: base64

AAAA
--C--
--B--
--A
Content-Type: text/plain

z
--A--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:\(\("text" "plain" \("charset" "utf-8"\) NIL NIL "8bit" 1 [01]\)\(\("text" "html" \("charset" "utf-8"\) NIL NIL "7bit" 1 [01]\)\("image" "png" NIL "<i@example\.org>" NIL "base64" 4\) "related"\) "alternative"\)\("text" "plain" (NIL|\("charset" "us-ascii"\)) NIL NIL "7bit" 1 [01]\) "mixed")\)\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[1.2.2]
S~ \* 1 FETCH \(BODY\[1\.2\.2\] ("AAAA"|\{4\}\r\nAAAA)\)
S~ c OK .*
C: d FETCH 1 BODYSTRUCTURE
S~ \* 1 FETCH \(BODYSTRUCTURE .*\((?i:"image" "png" NIL "<i@example\.org>" NIL "base64") 4 NIL \((?i:"inline") NIL\)( NIL)*\).*(?i:"related" \("boundary" "C" "type" "text/html"\)).*\)
S~ d OK .*
