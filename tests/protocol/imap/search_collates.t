# RFC 5255 I18NLEVEL=1: i;unicode-casemap (RFC 5051)
M<<
Subject: =?UTF-8?Q?Caf=C3=A9_=EF=BC=A1=EF=BC=A2?=
From: a@example.org
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

=C3=84rger
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b1 SEARCH CHARSET UTF-8 SUBJECT {5+}\r\nCAF\xc3\x89
S: * SEARCH 1
S~ b1 OK .*
# decomposed, an accent is a character of its own
C: b2 SEARCH SUBJECT cafe
S: * SEARCH 1
S~ b2 OK .*
C: b3 SEARCH SUBJECT ab
S: * SEARCH 1
S~ b3 OK .*
C: b4 SEARCH CHARSET UTF-8 BODY {7+}\r\na\xcc\x88RGER
S: * SEARCH 1
S~ b4 OK .*
C: b5 SEARCH SUBJECT cafes
S: * SEARCH
S~ b5 OK .*
