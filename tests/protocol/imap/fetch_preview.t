# RFC 8970: the beginning of what the message says
A<< INBOX
Subject: plain

Hello   there,
	this is
> quoted
the text.
>>
A<< INBOX
Subject: html
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><title>No</title><style>p { x: y }</style></head>
<body><!-- no --><p>One<b>Word</b> &amp; more<br>next&#33;</p><script>no</script></body></html>
>>
A<< INBOX
Subject: alternative
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: text/plain
Content-Disposition: attachment

not this
--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

caf=E9 noir
--a
Content-Type: text/html

<p>html</p>
--a--
--m--
>>
A<< INBOX
Subject: image
MIME-Version: 1.0
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
>>
L:
C: a CAPABILITY
S~ \* CAPABILITY (?=.*\bPREVIEW\b).*
S~ a OK .*
C: b SELECT INBOX
U~ \* 4 EXISTS
S~ b OK .*
C: c FETCH 1 (PREVIEW)
S: * 1 FETCH (PREVIEW "Hello there, this is the text.")
S~ c OK .*
C: d FETCH 2 (UID PREVIEW (LAZY))
S: * 2 FETCH (UID 2 PREVIEW "OneWord & more next!")
S~ d OK .*
C: e FETCH 3 PREVIEW
S: * 3 FETCH (PREVIEW {10}\r\ncaf\xC3\xA9 noir)
S~ e OK .*
# nothing to show: "", never NIL
C: f FETCH 4 (PREVIEW RFC822.SIZE)
S~ \* 4 FETCH \(PREVIEW "" RFC822.SIZE \d+\)
S~ f OK .*
C: g FETCH 1 PREVIEW (LAZY)
S: * 1 FETCH (PREVIEW "Hello there, this is the text.")
S~ g OK .*
C: h FETCH 1 (PREVIEW (HASTY))
S~ h BAD .*
C: i FETCH 1 (PREVIEW ())
S~ i BAD .*
C: j FETCH 1 FLAGS
N~ .*\\Seen.*
S~ \* 1 FETCH \(FLAGS \(.*\)\)
S~ j OK .*
# RFC 4466 2.4: behind the items there may be modifiers
C: k FETCH 1 PREVIEW (CHANGEDSINCE 1)
U~ \* 1 FETCH \(PREVIEW "Hello there, this is the text." MODSEQ \([0-9]+\)\)
S~ k OK .*
C: l FETCH 1 PREVIEW (LAZY) (CHANGEDSINCE 1)
S~ \* 1 FETCH \(PREVIEW "Hello there, this is the text." MODSEQ \([0-9]+\)\)
S~ l OK .*
C: m FETCH 1 (PREVIEW) (CHANGEDSINCE 1)
S~ \* 1 FETCH \(PREVIEW "Hello there, this is the text." MODSEQ \([0-9]+\)\)
S~ m OK .*
C: n FETCH 1 PREVIEW (LAZY CHANGEDSINCE 1)
S~ n BAD .*
C: o FETCH 1 PREVIEW (HASTY)
S~ o BAD .*
