# RFC 3501 6.4.4 CHARSET: text in transfer encodings and RFC 2047 words is compared decoded
A<< INBOX
From: =?UTF-8?B?SsO8cmdlbg==?= <j@example.org>
Subject: =?iso-8859-1?Q?caf=E9?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

R3LDvMOfZSBhdXMgS8O2bG4=
>>
A<< INBOX
Subject: plain
MIME-Version: 1.0
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

soft =
break and =FCber
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b SEARCH CHARSET UTF-8 SUBJECT {5+}\r\ncaf\xc3\xa9
S: * SEARCH 1
S~ b OK .*
C: c SEARCH CHARSET UTF-8 FROM {7+}\r\nJ\xc3\xbcrgen
S: * SEARCH 1
S~ c OK .*
C: d SEARCH CHARSET UTF-8 BODY {5+}\r\nK\xc3\xb6ln
S: * SEARCH 1
S~ d OK .*
C: e SEARCH BODY "soft break"
S: * SEARCH 2
S~ e OK .*
C: f SEARCH CHARSET utf-8 TEXT {5+}\r\n\xc3\xbcber
S: * SEARCH 2
S~ f OK .*
C: g SEARCH CHARSET US-ASCII SUBJECT plain
S: * SEARCH 2
S~ g OK .*
