# Japanese mail is found by its text: in three charsets, in headers, bodies and HTML
M<<
From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@example.org>
Subject: =?ISO-2022-JP?B?GyRCSjg4SyROQ04kaSQ7GyhC?=
MIME-Version: 1.0
Content-Type: text/plain; charset=ISO-2022-JP
Content-Transfer-Encoding: base64

GyRCRnxLXDhsJE5LXEo4JEckORsoQgo=
>>
M<<
Subject: =?Shift_JIS?B?lbaMyYLM?=
MIME-Version: 1.0
Content-Type: text/plain; charset=Shift_JIS
Content-Transfer-Encoding: base64

k/qWe4zqgsyWe5W2gsWCtw==
>>
M<<
Subject: =?EUC-JP?Q?=CA=B8=B8=CB?=
MIME-Version: 1.0
Content-Type: text/html; charset=EUC-JP
Content-Transfer-Encoding: quoted-printable

<html><body><p>=C6=FC=CB=DC<b>=B8=EC</b>&#12398;=CB=DC=CA=B8</p><script>xyzzy</script></body></html>
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b1 SEARCH CHARSET UTF-8 SUBJECT {6+}\r\n\xe6\x96\x87\xe5\xba\xab
S: * SEARCH 1 2 3
S~ b1 OK .*
C: b2 SEARCH CHARSET UTF-8 BODY {9+}\r\n\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e
S: * SEARCH 1 2 3
S~ b2 OK .*
C: b3 SEARCH CHARSET UTF-8 TEXT {9+}\r\n\xe3\x81\xae\xe6\x9c\xac\xe6\x96\x87
S: * SEARCH 1 2 3
S~ b3 OK .*
C: b4 SEARCH CHARSET UTF-8 FROM {6+}\r\n\xe5\xb1\xb1\xe7\x94\xb0
S: * SEARCH 1
S~ b4 OK .*
# the same words in other charsets
C: c1 SEARCH CHARSET EUC-JP SUBJECT {4+}\r\n\xca\xb8\xb8\xcb
S: * SEARCH 1 2 3
S~ c1 OK .*
C: c2 SEARCH CHARSET Shift_JIS BODY {6+}\r\n\x93\xfa\x96\x7b\x8c\xea
S: * SEARCH 1 2 3
S~ c2 OK .*
# of HTML the text, not the tags
C: d1 SEARCH BODY xyzzy
S: * SEARCH
S~ d1 OK .*
C: d2 SEARCH TEXT "</b>"
S: * SEARCH
S~ d2 OK .*
