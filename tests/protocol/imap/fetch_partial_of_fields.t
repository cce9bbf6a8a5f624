# RFC 3501 6.4.5: a partial of HEADER.FIELDS counts in what the section gives
A<< INBOX
Subject: abc
X-A: 1
Subject: def

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]<9.8>
S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<9> {8}\r\nabc\r\nSub)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT)]<0.4>
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS\.NOT \("?SUBJECT"?\)\]<0> ("X-A:"|\{4\}\r\nX-A:)\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[1]<0.1>
S~ \* 1 FETCH \(BODY\[1\]<0> ("x"|\{1\}\r\nx)\)
S~ d OK .*
