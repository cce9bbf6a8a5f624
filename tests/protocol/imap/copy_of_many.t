# RFC 4315 3: COPYUID names sets of one length, in the order of the source
M: 1
M: 2
M: 3
M: 4
L:
C: a CREATE x
S~ a OK .*
C: b SELECT INBOX
U~ \* 4 EXISTS
S~ b OK .*
C: c COPY 4,1:2 x
S~ c OK \[COPYUID [1-9]\d* (1:2,4 1:3|4,1:2 1:3|4,1:2 3,1:2|1,2,4 1,2,3)\] .*
C: d UID COPY 1:* x
S~ d OK \[COPYUID [1-9]\d* 1:4 4:7\] .*
C: e STATUS x (MESSAGES UIDNEXT)
S~ \* STATUS "?x"? \((MESSAGES 7 UIDNEXT 8|UIDNEXT 8 MESSAGES 7)\)
S~ e OK .*
