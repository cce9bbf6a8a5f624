# RFC 3516: partials are of decoded octets, UNKNOWN-CTE, parts that are not
A<< INBOX
Subject: one
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

AGFiY2RlZmdoaQ==
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: x-strange

xyz
--b
Content-Type: message/rfc822
Content-Transfer-Encoding: base64

Subject: inner

text
--b--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BINARY.PEEK[1]<1.4>
S~ \* 1 FETCH \(BINARY\[1\]<1> ~?\{4\}\r\nabcd\)
S~ b OK .*
C: c FETCH 1 BINARY.PEEK[1]<8.100>
S~ \* 1 FETCH \(BINARY\[1\]<8> ~?\{2\}\r\nhi\)
S~ c OK .*
C: d FETCH 1 BINARY.PEEK[1]<50.1>
S~ \* 1 FETCH \(BINARY\[1\]<50> (""|~?\{0\}\r\n)\)
S~ d OK .*
C: e FETCH 1 BINARY.PEEK[2]
N~ \* 1 FETCH .*
S~ e NO \[UNKNOWN-CTE\] .*
C: f FETCH 1 (FLAGS BINARY.SIZE[2])
S~ f NO \[UNKNOWN-CTE\] .*
# no such part
C: g FETCH 1 (BINARY.PEEK[9] BINARY.SIZE[9])
S: * 1 FETCH (BINARY[9] NIL BINARY.SIZE[9] 0)
S~ g OK .*
# RFC 2045 6.4: a container has no base64
C: h FETCH 1 BINARY.PEEK[3]
S: * 1 FETCH (BINARY[3] {22}\r\nSubject: inner\r\n\r\ntext)
S~ h OK .*
C: i FETCH 1 BINARY.PEEK[3.1]
S: * 1 FETCH (BINARY[3.1] {4}\r\ntext)
S~ i OK .*
# the message as a whole has no encoding
C: j FETCH 1 (BINARY.SIZE[] RFC822.SIZE)
S~ \* 1 FETCH \(BINARY\.SIZE\[\] (\d+) RFC822\.SIZE \1\)
S~ j OK .*
C: k FETCH 1 BINARY.PEEK[1.MIME]
S~ k BAD .*
C: l FETCH 1 BINARY.PEEK[HEADER]
S~ l BAD .*
C: m FETCH 1 BINARY.SIZE[1]<0.5>
S~ m BAD .*
C: n FETCH 1 BINARY
S~ n BAD .*
C: o FETCH 1 BINARY.PEEK[1]<0.0>
S~ o BAD .*
