# RFC 3501 6.4.5: part 1 is the text; part 2 and 1.1 are not there; MIME of part 1 is its MIME header
A<< INBOX
Subject: s
MIME-Version: 1.0
Content-Type: text/plain

text
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[1]
S: * 1 FETCH (BODY[1] {6}\r\ntext\r\n)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[2]
N~ .*text.*
S~ c (OK|NO|BAD) .*
C: d FETCH 1 BODY.PEEK[1.1]
N~ .*FETCH .*\btext\r\n.*
S~ d (OK|NO|BAD) .*
C: e FETCH 1 BODY.PEEK[99999999999.1]
N~ .*text.*
S~ e (OK|NO|BAD) .*
C: f FETCH 1 BODY.PEEK[1.MIME]
S~ \* 1 FETCH \(BODY\[1\.MIME\] \{\d+\}\r\n(.*\r\n)?Content-Type: text/plain\r\n(.*\r\n)?\r\n\)
S~ f OK .*
C: g NOOP
S~ g OK .*
