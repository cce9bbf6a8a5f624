# RFC 7377 2.2, RFC 5182: SAVE only of the selected mailbox; "$" means messages of that one
L:
C: a CREATE Other
S~ a OK .*
A<< Other ()
Subject: one

x
>>
A<< INBOX ()
Subject: one

x
>>
A<< INBOX ()
Subject: two

x
>>
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C: c1 ESEARCH IN (personal) RETURN (SAVE) ALL
S~ c1 BAD .*
C: c2 ESEARCH IN (selected mailboxes Other) RETURN (SAVE COUNT) ALL
S~ c2 BAD .*
C: c3 ESEARCH IN (mailboxes INBOX) RETURN (SAVE) ALL
S~ c3 BAD .*
# SAVE alone is answered by nothing
C: d1 ESEARCH RETURN (SAVE) SUBJECT two
S~ d1 OK .*
C: d2 FETCH $ (UID)
S: * 2 FETCH (UID 2)
S~ d2 OK .*
C: d3 ESEARCH IN (selected) RETURN (SAVE MIN) ALL
S~ \* ESEARCH \(TAG "d3" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID MIN 1
S~ d3 OK .*
C: d4 FETCH $ (UID)
S: * 1 FETCH (UID 1)
S~ d4 OK .*
# a refused one leaves it
C: d5 ESEARCH IN (personal) RETURN (SAVE) ALL
S~ d5 BAD .*
# the UID is in the other mailbox too, and not meant there
C: e1 ESEARCH IN (personal) $
S~ \* ESEARCH \(TAG "e1" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
S~ e1 OK .*
C: e2 ESEARCH IN (mailboxes Other) UID $
S~ e2 OK .*
C: e3 ESEARCH IN (mailboxes Other) NOT UID $
S~ \* ESEARCH \(TAG "e3" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 1
S~ e3 OK .*
# a saved result of nothing
C: f1 ESEARCH RETURN (SAVE) SUBJECT nothing
S~ f1 OK .*
C: f2 ESEARCH $
S~ f2 OK .*
C: g UNSELECT
S~ g OK .*
C: h ESEARCH IN (personal) $
S~ h OK .*
