# RFC 3501 7.4.2: a group begins with host NIL and its name as mailbox, and ends with all NIL
A<< INBOX
From: a@example.org
To: A Group:Ed Jones <c@a.test>,joe@where.test; , z@example.org
Cc: undisclosed-recipients:;

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \(NIL NIL \(.*\) \(.*\) \(.*\) \(\(NIL NIL "A Group" NIL\)\("Ed Jones" NIL "c" "a\.test"\)\(NIL NIL "joe" "where\.test"\)\(NIL NIL NIL NIL\)\(NIL NIL "z" "example\.org"\)\) \(\(NIL NIL "undisclosed-recipients" NIL\)\(NIL NIL NIL NIL\)\) NIL NIL NIL\)\)
S~ b OK .*
