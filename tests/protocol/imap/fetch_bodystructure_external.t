# RFC 3501 7.4.2: message/external-body and message/partial are no message/rfc822: no envelope
A<< INBOX
MIME-Version: 1.0
Content-Type: message/partial; number=1; total=2; id="x@example.org"

Subject: part

y
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:"message" "partial" \("number" "1" "total" "2" "id" "x@example\.org"\) NIL NIL "7bit") 20\)\)
S~ b OK .*
