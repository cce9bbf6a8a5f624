# RFC 2046 5.1.5: the parts of multipart/digest are message/rfc822 unless they say otherwise
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/digest; boundary=D

--D

Subject: first

a
--D--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \(\((?i:"MESSAGE" "RFC822") NIL NIL NIL (?i:"7BIT") \d+ \(NIL "first" NIL NIL NIL NIL NIL NIL NIL NIL\) \(.*\) \d+\) (?i:"DIGEST")\)\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[1.1]
S~ \* 1 FETCH \(BODY\[1\.1\] ("a"|\{1\}\r\na)\)
S~ c OK .*
