# RFC 9051 6.3.12 example, 6.4.7, 6.4.8: no match copies nothing and has no COPYUID
M: one
M: two
M: three
L:
C: a CREATE meeting
S~ a OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: A004 COPY 3,1:2 meeting
S~ A004 OK \[COPYUID [0-9]+ 1:3 1:3\] .*
C: A005 UID COPY 305:310 meeting
S~ A005 OK [^[].*
C: A006 UID MOVE 305:310 meeting
N~ .*EXPUNGE.*
S~ A006 OK [^[].*
C: A007 UID FETCH 305:310 (FLAGS)
S~ A007 OK .*
C: A008 UID EXPUNGE 305:310
S~ A008 OK .*
C: A009 STATUS meeting (MESSAGES UIDNEXT)
S~ \* STATUS meeting \((?=.*MESSAGES 3)(?=.*UIDNEXT 4).*\)
S~ A009 OK .*
