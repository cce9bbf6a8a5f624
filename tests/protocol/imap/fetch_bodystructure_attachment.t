# RFC 3501 7.4.2: disposition (RFC 2183), language, location, MD5 in the extension data; octets as encoded
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=xx

--xx

no header
--xx
Content-Type: application/pdf; name="a b.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="a b.pdf"; size=3
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
Content-Language: en, de
Content-Location: http://example.org/a

YWJj
--xx--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODYSTRUCTURE
S~ \* 1 FETCH \(BODYSTRUCTURE \(\((?i:"text" "plain" (\("charset" "us-ascii"\)|NIL) NIL NIL "7bit" 9 [01]( NIL)*)\)\((?i:"application" "pdf" \("name" "a b.pdf"\) NIL NIL "base64") 4 "Q2hlY2sgSW50ZWdyaXR5IQ==" \((?i:"attachment") \((?i:"filename" "a b.pdf" "size" "3")\)\) \("en" "de"\) "http://example\.org/a"\) (?i:"mixed" \("boundary" "xx"\))( NIL)*\)\)
S~ b OK .*
C: c FETCH 1 BODY
S~ \* 1 FETCH \(BODY \(\(.*\)\((?i:"application" "pdf" \("name" "a b.pdf"\) NIL NIL "base64") 4\) (?i:"mixed")\)\)
S~ c OK .*
