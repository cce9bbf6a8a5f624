# RFC 3501 4.3: 8-bit bytes never stand in a quoted string: they come in a literal, or replaced
A<< INBOX
From: =?x? <a@example.org>
Subject: gr\xfcn
Content-Type: text/plain; name="\xe9"

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \(NIL (\{\d+\}\r\ngr[^\r]+n|"[ -~]*") .*\)\)
S~ b OK .*
C: c FETCH 1 BODYSTRUCTURE
S~ \* 1 FETCH \(BODYSTRUCTURE \([ -~]+\{?.*\)\)
S~ c OK .*
# the message itself is as it came
C: d FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]
S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {17}\r\nSubject: gr\xfcn\r\n\r\n)
S~ d OK .*
