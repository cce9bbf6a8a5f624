# RFC 3501 7.4.2: what is not there is NIL; an empty Subject is "" and not NIL
A<< INBOX
X-Only: this

x
>>
A<< INBOX
Subject: 
From:
To: 

x
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S: * 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))
S~ b OK .*
C: c FETCH 2 ENVELOPE
S: * 2 FETCH (ENVELOPE (NIL "" NIL NIL NIL NIL NIL NIL NIL NIL))
S~ c OK .*
