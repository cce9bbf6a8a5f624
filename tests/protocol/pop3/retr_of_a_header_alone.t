A<< INBOX
Subject: e
>>
L:
C: RETR 1
S: +OK 12 octets
S: Subject: e
S: .
C: TOP 1 5
S~ \+OK.*
S: Subject: e
S: .
