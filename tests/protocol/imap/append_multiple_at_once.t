# RFC 3502 6.3.11: the example; others see all of them, in their order; errors in the
# second message's flags or date leave the mailbox as it was
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C: A003 APPEND INBOX (\Seen) {16}
I- Subject: two\r\n\r\n
C-  (\Seen) " 7-Feb-1994 22:43:04 -0800" {18+}\r\nSubject: three\r\n\r\n ~{17+}\r\nSubject: four\r\n\r\n
C: 
U~ \* 4 EXISTS
N~ \* [23] EXISTS
S~ A003 OK \[APPENDUID [0-9]+ 2:4\] .*
C2: b NOOP
U2~ \* 4 EXISTS
N2~ \* [23] EXISTS
S2~ b OK .*
C: b FETCH 2:4 (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])
S~ \* 2 FETCH \(UID 2 .*Subject: two\r\n\r\n\)
S~ \* 3 FETCH \(UID 3 .*Subject: three\r\n\r\n\)
S~ \* 4 FETCH \(UID 4 .*Subject: four\r\n\r\n\)
S~ b OK .*
C: c APPEND INBOX (\Seen) {7+}\r\na: b\r\nx "31-Feb-1994 22:43:04 -0800" {7+}\r\nc: d\r\ny
S~ c (BAD|NO) .*
C: d APPEND INBOX (\Seen) {7+}\r\na: b\r\nx (\Seen)
S~ d BAD .*
C: e APPEND INBOX (\Seen) {7+}\r\na: b\r\nx {7+}\r\nc: d\r\ny (
S~ e BAD .*
C: f STATUS INBOX (MESSAGES UIDNEXT)
S~ \* STATUS INBOX \((?=.*MESSAGES 4).*\)
S~ f OK .*
