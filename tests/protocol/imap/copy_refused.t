# RFC 3501 6.4.7: TRYCREATE; nothing is made; syntax
M: one
L:
C: a COPY 1 x
S~ a (BAD|NO) .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c COPY 1 nope
S~ c NO \[TRYCREATE\] .*
C: d UID COPY 1 nope
S~ d NO \[TRYCREATE\] .*
C: e COPY 1
S~ e BAD .*
C: f COPY x y
S~ f BAD .*
C: g COPY 1 a b
S~ g BAD .*
C: h LIST "" nope
S~ h OK .*
