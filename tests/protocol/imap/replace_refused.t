# RFC 8508: on an error nothing is stored and nothing goes
A<< INBOX
Subject: one

1
>>
L:
C: a REPLACE 1 INBOX {7+}\r\na: b\r\nx
S~ a BAD .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c REPLACE 2 INBOX {7+}\r\na: b\r\nx
S~ c (NO|BAD) .*
C: d UID REPLACE 9 INBOX {7}
S~ d NO .*
C: e REPLACE 1 nowhere {7+}\r\na: b\r\nx
S~ e NO \[TRYCREATE\] .*
C: f REPLACE 1 INBOX {0+}\r\n
S~ f NO .*
C: g REPLACE 1 INBOX {7+}\r\na: b\r\nx {7+}\r\na: b\r\nx
S~ g (NO|BAD) .*
C: h REPLACE 1:2 INBOX {7+}\r\na: b\r\nx
S~ h (NO|BAD) .*
C: i REPLACE 1 INBOX
S~ i BAD .*
C: j EXAMINE INBOX
U~ \* 1 EXISTS
S~ j OK .*
C: k REPLACE 1 INBOX {7+}\r\na: b\r\nx
S~ k NO .*
C: l STATUS INBOX (MESSAGES UIDNEXT)
S: * STATUS INBOX (MESSAGES 1 UIDNEXT 2)
S~ l OK .*
