# RFC 3516 4.2, RFC 9051 6.4.5: BINARY gives leaf parts decoded
A<< INBOX
Subject: one
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

caf=C3=A9 =
joined
two
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

AAECCg0KAw==
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

QQpCDQpD
--b
Content-Type: application/octet-stream
Content-Transfer-Encoding: quoted-printable

a=0Ab
c
--b
Content-Type: text/plain
Content-Transfer-Encoding: base64

b25lCnR3bwo=
--b
Content-Type: text/plain

as it is
--b--
>>
L:
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
# a soft break joins, a hard one is CRLF; no NUL: a plain literal
C: c FETCH 1 BINARY.PEEK[1]
S: * 1 FETCH (BINARY[1] {17}\r\ncaf\xC3\xA9 joined\r\ntwo)
S~ c OK .*
C: d FETCH 1 BINARY.SIZE[1]
S: * 1 FETCH (BINARY.SIZE[1] 17)
S~ d OK .*
# NUL: literal8
C: e FETCH 1 BINARY.PEEK[2]
S: * 1 FETCH (BINARY[2] ~{7}\r\n\x00\x01\x02\n\r\n\x03)
S~ e OK .*
# bytes stay as they are where it is no text
C: f FETCH 1 (BINARY.SIZE[3] BINARY.PEEK[3])
S: * 1 FETCH (BINARY.SIZE[3] 6 BINARY[3] {6}\r\nA\nB\r\nC)
S~ f OK .*
C: g FETCH 1 BINARY.PEEK[4]
S: * 1 FETCH (BINARY[4] {6}\r\na\nb\r\nc)
S~ g OK .*
# RFC 9051 7.5.2: text always has CRLF
C: h FETCH 1 (BINARY.PEEK[5] BINARY.SIZE[5])
S: * 1 FETCH (BINARY[5] {10}\r\none\r\ntwo\r\n BINARY.SIZE[5] 10)
S~ h OK .*
C: i FETCH 1 BINARY.PEEK[6]
S: * 1 FETCH (BINARY[6] {8}\r\nas it is)
S~ i OK .*
# none of them has set \Seen
C: j FETCH 1 FLAGS
N~ .*\\Seen.*
S~ \* 1 FETCH \(FLAGS \(.*\)\)
S~ j OK .*
C: k FETCH 1 BINARY[6]
S~ \* 1 FETCH \(BINARY\[6\] \{8\}\r\nas it is FLAGS \((?=.*\\Seen).*\)\)
S~ k OK .*
