# RFC 4315 3 APPENDUID: UIDVALIDITY and UID
L:
C: a CREATE x
S~ a OK .*
C: b APPEND x {4+}\r\na: b
S~ b OK \[APPENDUID [1-9]\d* 1\] .*
C: c APPEND x {4+}\r\na: c
S~ c OK \[APPENDUID [1-9]\d* 2\] .*
C: d STATUS x (UIDNEXT MESSAGES)
S~ \* STATUS "?x"? \((UIDNEXT 3 MESSAGES 2|MESSAGES 2 UIDNEXT 3)\)
S~ d OK .*
