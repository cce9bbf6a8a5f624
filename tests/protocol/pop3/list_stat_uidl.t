# RFC 1939 5: sizes are those of RETR
M<<
Subject: one

body
>>
M<<
Subject: two

body body
>>
L:
C: STAT
S~ \+OK 2 \d+
C: LIST
S~ \+OK.*
S~ 1 \d+
S~ 2 \d+
S: .
C: LIST 2
S~ \+OK 2 \d+
C: LIST 3
S~ -ERR .*
C: LIST 0
S~ -ERR .*
C: LIST x
S~ -ERR .*
C: LIST 1 2
S~ -ERR .*
C: LIST 99999999999999999999
S~ -ERR .*
C: UIDL
S: +OK
S~ 1 00000001[0-9a-f]{8}
S~ 2 00000002[0-9a-f]{8}
S: .
C: UIDL 2
S~ \+OK 2 00000002[0-9a-f]{8}
C: UIDL 3
S~ -ERR .*
