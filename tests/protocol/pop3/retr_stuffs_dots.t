# RFC 1939 3: a dot at the beginning of a line is doubled, none elsewhere
A<< INBOX
Subject: dots

.one
..two
.
x.y
end
>>
L:
C: LIST 1
S: +OK 1 43
C: RETR 1
S: +OK 43 octets
S: Subject: dots
S: 
S: ..one
S: ...two
S: ..
S: x.y
S: end
S: .
C: TOP 1 2
S~ \+OK.*
S: Subject: dots
S: 
S: ..one
S: ...two
S: .
