# RFC 3501 7.4.2: octets and lines are those of the encoded text
A<< INBOX
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh
YWFhYWFhCmIKYwpkCg==
>>
A<< INBOX
Content-Type: application/octet-stream

a
b
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:"text" "plain" \("charset" "utf-8"\) NIL NIL "base64") 84 2\)\)
S~ b OK .*
# no lines for what is not text
C: c FETCH 2 BODY
S~ \* 2 FETCH \(BODY \((?i:"application" "octet-stream" NIL NIL NIL "7bit") 6\)\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[1]<60.4>
S: * 1 FETCH (BODY[1]<60> {4}\r\n\r\nYW)
S~ d OK .*
