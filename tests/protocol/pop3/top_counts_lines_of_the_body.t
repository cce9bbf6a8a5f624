A<< INBOX
Subject: top
X-Long: a
 b

1
2
3
>>
L:
C: TOP 1 0
S~ \+OK.*
S: Subject: top
S: X-Long: a
S:  b
S: 
S: .
C: TOP 1 2
S~ \+OK.*
S: Subject: top
S: X-Long: a
S:  b
S: 
S: 1
S: 2
S: .
C: TOP 1 100
S~ \+OK.*
S: Subject: top
S: X-Long: a
S:  b
S: 
S: 1
S: 2
S: 3
S: .
C: TOP 1
S~ -ERR .*
C: TOP 1 x
S~ -ERR .*
C: TOP 2 0
S~ -ERR .*
