# RFC 9394 3.3: UID FETCH of a piece of the messages named
A<< INBOX ()
Subject: one

x
>>
A<< INBOX ()
Subject: two

x
>>
A<< INBOX ()
Subject: three

x
>>
A<< INBOX ()
Subject: four

x
>>
L:
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C: b1 UID FETCH 1:* (UID) (PARTIAL -1:-2)
S: * 3 FETCH (UID 3)
S: * 4 FETCH (UID 4)
S~ b1 OK .*
C: b2 UID FETCH 2:* (UID) (PARTIAL 1:2)
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S~ b2 OK .*
C: b3 UID FETCH 1:* (UID) (PARTIAL 9:12)
S~ b3 OK .*
C: b4 UID FETCH 1:* (UID) (CHANGEDSINCE 1 PARTIAL -1:-1)
U~ \* 4 FETCH \(UID 4.*\)
N~ \* [123] FETCH .*
S~ b4 OK .*
C: c1 FETCH 1:* (UID) (PARTIAL 1:2)
S~ c1 BAD .*
C: c2 UID FETCH 1:* (UID) (PARTIAL 1:2 PARTIAL 3:4)
S~ c2 BAD .*
C: c3 UID FETCH 1:* (UID) (PARTIAL 1:*)
S~ c3 BAD .*
