# RFC 6851 3: as COPY: TRYCREATE, nothing is lost; a UID that is not there is no error
M: one
L:
C: a MOVE 1 x
S~ a (BAD|NO) .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c MOVE 1 nope
S~ c NO \[TRYCREATE\] .*
C: d UID MOVE 1 nope
S~ d NO \[TRYCREATE\] .*
C: e UID MOVE 77 INBOX
S~ e OK .*
C: f MOVE 1
S~ f BAD .*
C: g MOVE 2 INBOX
S~ g BAD .*
C: h FETCH 1 UID
S: * 1 FETCH (UID 1)
S~ h OK .*
