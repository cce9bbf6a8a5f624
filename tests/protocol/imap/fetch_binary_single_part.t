# RFC 3516 4.2: part 1 of a message of one part is its body, decoded; the message as a whole is not
A<< INBOX
Subject: one
Content-Type: application/octet-stream
Content-Transfer-Encoding: BASE64

AAEC
Aw==
>>
A<< INBOX
Subject: two
Content-Type: text/plain
Content-Transfer-Encoding: Quoted-Printable

a=3D=
b =20
>>
A<< INBOX
Subject: three
Content-Transfer-Encoding: x-uuencode

x
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])
S: * 1 FETCH (BINARY.SIZE[1] 4 BINARY[1] ~{4}\r\n\x00\x01\x02\x03)
S~ b OK .*
C: c FETCH 2 (BINARY.SIZE[1] BINARY.PEEK[1])
S: * 2 FETCH (BINARY.SIZE[1] 7 BINARY[1] {7}\r\na=b  \r\n)
S~ c OK .*
C: d FETCH 2 BINARY[1]<2.3>
S~ \* 2 FETCH \(BINARY\[1\]<2> ("b  "|\{3\}\r\nb  ) FLAGS \(.*\\Seen.*\)\)
S~ d OK .*
C: e FETCH 3 BINARY.SIZE[1]
S~ e NO \[UNKNOWN-CTE\] .*
C: f FETCH 3 BINARY[1]
S~ f NO \[UNKNOWN-CTE\] .*
C: g FETCH 3 FLAGS
N~ .*\\Seen.*
S~ \* 3 FETCH \(FLAGS .*\)
S~ g OK .*
C: h FETCH 2 (BINARY.PEEK[])
S~ \* 2 FETCH \(BINARY\[\] \{[0-9]+\}\r\nSubject: two.*a=3D=\r\nb =20\r\n\)
S~ h OK .*
