# RFC 3501 6.4.4: BODY looks into all text parts; a boundary and the coding of a part are no text of it
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=bound

--bound
Content-Type: text/plain

needle one
--bound
Content-Type: message/rfc822

Subject: inner

needle two
--bound
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>needle=20three</p>
--bound--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH BODY "needle one"
S: * SEARCH 1
S~ b OK .*
C: c SEARCH BODY "needle two"
S: * SEARCH 1
S~ c OK .*
C: d SEARCH BODY "needle three"
S: * SEARCH 1
S~ d OK .*
C: e SEARCH BODY "needle four"
S: * SEARCH
S~ e OK .*
