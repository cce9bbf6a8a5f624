# RFC 3501 6.4.5: HEADER.FIELDS.NOT of a message within
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b
Subject: outer

--b
Content-Type: message/rfc822

Subject: inner
To: x@example.org

t
--b--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[1.HEADER.FIELDS.NOT (Subject)]
S~ \* 1 FETCH \(BODY\[1\.HEADER\.FIELDS\.NOT \("?Subject"?\)\] \{21\}\r\nTo: x@example\.org\r\n\r\n\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[1.MIME]
S: * 1 FETCH (BODY[1.MIME] {32}\r\nContent-Type: message/rfc822\r\n\r\n)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[1.1]
S~ \* 1 FETCH \(BODY\[1\.1\] ("t"|\{1\}\r\nt)\)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[1.2]
S~ (\* 1 FETCH \(BODY\[1\.2\] (NIL|""|\{0\}\r\n)\)|e (NO|OK|BAD) .*)
