# RFC 8970 5: with other items, with LAZY, of a saved search; encrypted mail has ""
A<< INBOX
From: Foo <foo@example.org>
Subject: one

Preview text!
>>
A<< INBOX
Subject: two
MIME-Version: 1.0
Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

--b
Content-Type: application/pgp-encrypted

Version: 1

--b
Content-Type: application/octet-stream

-----BEGIN PGP MESSAGE-----
--b--
>>
A<< INBOX
From: Foo <foo@example.org>
Subject: three
Content-Type: text/plain; charset=utf-8

>>
L:
C: A1 SELECT INBOX
U~ \* 3 EXISTS
S~ A1 OK .*
C: A2 FETCH 1 (RFC822.SIZE PREVIEW)
S~ \* 1 FETCH \(RFC822\.SIZE [0-9]+ PREVIEW ("Preview text!"|\{13\}\r\nPreview text!)\)
S~ A2 OK .*
C: B1 FETCH 1:3 (ENVELOPE PREVIEW (LAZY))
S~ \* 1 FETCH \((?=.*ENVELOPE \().*PREVIEW ("Preview text!"|NIL|\{13\}\r\nPreview text!)\)
S~ \* 2 FETCH \((?=.*ENVELOPE \().*PREVIEW (""|NIL|\{0\}\r\n)\)
S~ \* 3 FETCH \((?=.*ENVELOPE \().*PREVIEW (""|NIL|\{0\}\r\n)\)
S~ B1 OK .*
C: B2 FETCH 2:3 (PREVIEW)
S~ \* 2 FETCH \(PREVIEW (""|\{0\}\r\n)\)
S~ \* 3 FETCH \(PREVIEW (""|\{0\}\r\n)\)
S~ B2 OK .*
C- C2 SEARCH RETURN (SAVE) FROM "FOO"\r\nC3 FETCH $ (UID PREVIEW (LAZY))\r\n
S~ C2 OK .*
S~ \* 1 FETCH \(UID 1 PREVIEW ("Preview text!"|NIL|\{13\}\r\nPreview text!)\)
S~ \* 3 FETCH \(UID 3 PREVIEW (""|NIL|\{0\}\r\n)\)
S~ C3 OK .*
C: e FETCH 1 PREVIEW (FOO)
S~ e BAD .*
