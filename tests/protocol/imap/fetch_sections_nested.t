# RFC 3501 6.4.5: part numbers in multiparts and message/rfc822, the figure of the RFC in small
A<< INBOX
Subject: outer
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=AA

--AA
Content-Type: text/plain

one
--AA
Content-Type: message/rfc822
Content-Description: forwarded

From: in@example.org
Subject: inner
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=BB

--BB
Content-Type: text/plain

two-one
--BB
Content-Type: text/html

two-two
--BB--
--AA
Content-Type: multipart/mixed; boundary=CC

--CC
Content-Type: text/plain

three-one
--CC
Content-Type: message/rfc822

Subject: deep

deep text
--CC--
--AA--
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[1]
S~ \* 1 FETCH \(BODY\[1\] ("one"|\{3\}\r\none)\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[2.HEADER]
S~ \* 1 FETCH \(BODY\[2\.HEADER\] \{\d+\}\r\nFrom: in@example\.org\r\nSubject: inner\r\nMIME-Version: 1\.0\r\nContent-Type: multipart/alternative; boundary=BB\r\n\r\n\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[2.1]
S~ \* 1 FETCH \(BODY\[2\.1\] ("two-one"|\{7\}\r\ntwo-one)\)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[2.2]
S~ \* 1 FETCH \(BODY\[2\.2\] ("two-two"|\{7\}\r\ntwo-two)\)
S~ e OK .*
C: f FETCH 1 BODY.PEEK[2.TEXT]
S~ \* 1 FETCH \(BODY\[2\.TEXT\] \{\d+\}\r\n--BB\r\n.*two-two\r\n--BB--\)
S~ f OK .*
C: g FETCH 1 BODY.PEEK[2.MIME]
S~ \* 1 FETCH \(BODY\[2\.MIME\] \{\d+\}\r\nContent-Type: message/rfc822\r\nContent-Description: forwarded\r\n\r\n\)
S~ g OK .*
C: h FETCH 1 BODY.PEEK[2.HEADER.FIELDS (Subject)]
S~ \* 1 FETCH \(BODY\[2\.HEADER\.FIELDS \("?Subject"?\)\] \{18\}\r\nSubject: inner\r\n\r\n\)
S~ h OK .*
C: i FETCH 1 BODY.PEEK[2.1.MIME]
S~ \* 1 FETCH \(BODY\[2\.1\.MIME\] \{28\}\r\nContent-Type: text/plain\r\n\r\n\)
S~ i OK .*
C: j FETCH 1 BODY.PEEK[3.1]
S~ \* 1 FETCH \(BODY\[3\.1\] ("three-one"|\{9\}\r\nthree-one)\)
S~ j OK .*
C: k FETCH 1 BODY.PEEK[3.2.HEADER]
S~ \* 1 FETCH \(BODY\[3\.2\.HEADER\] \{17\}\r\nSubject: deep\r\n\r\n\)
S~ k OK .*
C: l FETCH 1 BODY.PEEK[3.2.1]
S~ \* 1 FETCH \(BODY\[3\.2\.1\] ("deep text"|\{9\}\r\ndeep text)\)
S~ l OK .*
C: m FETCH 1 BODY.PEEK[3.2.TEXT]
S~ \* 1 FETCH \(BODY\[3\.2\.TEXT\] ("deep text"|\{9\}\r\ndeep text)\)
S~ m OK .*
C: n FETCH 1 BODY.PEEK[3.2]
S~ \* 1 FETCH \(BODY\[3\.2\] \{26\}\r\nSubject: deep\r\n\r\ndeep text\)
S~ n OK .*
C: o FETCH 1 BODY.PEEK[2.1]<4.3>
S~ \* 1 FETCH \(BODY\[2\.1\]<4> ("one"|\{3\}\r\none)\)
S~ o OK .*
# HEADER and TEXT are of messages, not of text parts
C: p FETCH 1 BODY.PEEK[1.HEADER]
S~ (\* 1 FETCH \(BODY\[1\.HEADER\] (NIL|""|\{\d\}\r\n(\r\n)?)\)|p (NO|OK|BAD) .*)
