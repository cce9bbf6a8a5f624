# a message that is only header, and one that is only body
L:
C: a APPEND INBOX {12+}\r\nSubject: x\r\n
S~ a OK .*
C: b APPEND INBOX {7+}\r\n\r\nbody\n
S~ b OK .*
C: c SELECT INBOX
U~ \* 2 EXISTS
S~ c OK .*
C: d FETCH 1 BODY.PEEK[TEXT]
S~ \* 1 FETCH \(BODY\[TEXT\] (""|\{0\}\r\n|NIL)\)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[HEADER]
S~ \* 1 FETCH \(BODY\[HEADER\] \{1[24]\}\r\nSubject: x\r\n(\r\n)?\)
S~ e OK .*
C: f FETCH 2 BODY.PEEK[HEADER]
S: * 2 FETCH (BODY[HEADER] {2}\r\n\r\n)
S~ f OK .*
C: g FETCH 2 BODY.PEEK[TEXT]
S~ \* 2 FETCH \(BODY\[TEXT\] \{\d\}\r\nbody\r?\n\)
S~ g OK .*
C: h FETCH 2 ENVELOPE
S: * 2 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))
S~ h OK .*
