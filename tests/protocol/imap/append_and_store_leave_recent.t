# RFC 3501 2.3.2, 9 flag: \Recent is not the client's to set or take away
A<< INBOX
Subject: one

x
>>
L:
C: a APPEND INBOX (\Recent) {4+}\r\na: b
S~ a (BAD|NO|OK) .*
C: b SELECT INBOX
U~ \* [12] RECENT
S~ b OK .*
C: c SELECT INBOX
U~ \* 0 RECENT
S~ c OK .*
C: d STORE 1 +FLAGS (\Recent)
N~ .*\\Recent.*
S~ d (BAD|NO|OK) .*
C: e FETCH 1 FLAGS
S: * 1 FETCH (FLAGS ())
S~ e OK .*
