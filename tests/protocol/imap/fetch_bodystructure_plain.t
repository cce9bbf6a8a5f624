# RFC 3501 7.4.2: type subtype parameters id description encoding octets lines; the defaults of RFC 2045 5.2
A<< INBOX
Subject: x

line 1
line 2
>>
A<< INBOX
MIME-Version: 1.0
Content-Type: text/html; charset="utf-8"; format=flowed
Content-Transfer-Encoding: quoted-printable
Content-ID: <id@example.org>
Content-Description: what it is

<p>
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:"TEXT" "PLAIN" (\("CHARSET" "US-ASCII"\)|NIL) NIL NIL "7BIT" 16 2)\)\)
S~ b OK .*
C: c FETCH 1 BODYSTRUCTURE
S~ \* 1 FETCH \(BODYSTRUCTURE \((?i:"TEXT" "PLAIN" (\("CHARSET" "US-ASCII"\)|NIL) NIL NIL "7BIT" 16 2)( NIL){0,4}\)\)
S~ c OK .*
C: d FETCH 2 BODY
S~ \* 2 FETCH \(BODY \((?i:"TEXT" "HTML" \("CHARSET" "utf-8" "FORMAT" "flowed"\) "<id@example.org>" "what it is" "QUOTED-PRINTABLE") 5 1\)\)
S~ d OK .*
