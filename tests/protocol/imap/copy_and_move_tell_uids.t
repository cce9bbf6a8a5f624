# RFC 3501 6.4.7, RFC 4315 3, RFC 6851
M: one
M: two
M: three
L:
C: a CREATE x
S~ a OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: c COPY 1:2 nope
S~ c NO \[TRYCREATE\] .*
C: d COPY 1,3 x
S~ d OK \[COPYUID \d+ 1,3 1:2\] .*
C: e UID MOVE 2:3 x
S~ \* OK \[COPYUID \d+ 2:3 3:4\] .*
S: * 3 EXPUNGE
S: * 2 EXPUNGE
S~ e OK .*
C: f UID COPY 77 x
S~ f OK .*
C: g COPY 9 x
S~ g BAD .*
C: h MOVE 1 x
U~ \* OK \[COPYUID \d+ 1 5\] .*
U~ \* 1 EXPUNGE
S~ h OK .*
C: i STATUS x (MESSAGES)
S: * STATUS x (MESSAGES 5)
S~ i OK .*
