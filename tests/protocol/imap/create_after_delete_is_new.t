# RFC 3501 6.3.4, 6.3.3: the name comes back with no old message and no old UID
A<< INBOX
Subject: one

x
>>
L:
C: a CREATE x
S~ a OK .*
C: b APPEND x {4+}\r\na: b
S~ b OK .*
C: c DELETE x
S~ c OK .*
C: d SELECT x
S~ d NO .*
C: e CREATE x
S~ e OK .*
C: f STATUS x (MESSAGES)
S~ \* STATUS "?x"? \(MESSAGES 0\)
S~ f OK .*
