# RFC 3501 6.4.5: ALL, FAST, FULL stand alone
A<< INBOX "17-Jul-1996 02:44:25 +0000"
Subject: s

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 FAST
S~ \* 1 FETCH \((?=.*FLAGS \(\\Recent\))(?=.*INTERNALDATE "17-Jul-1996 02:44:25 \+0000")(?=.*RFC822\.SIZE 17)(?!.*ENVELOPE).*\)
S~ b OK .*
C: c FETCH 1 all
S~ \* 1 FETCH \((?=.*FLAGS \()(?=.*INTERNALDATE ")(?=.*RFC822\.SIZE 17)(?=.*ENVELOPE \()(?!.*BODY).*\)
S~ c OK .*
C: d FETCH 1 Full
S~ \* 1 FETCH \((?=.*FLAGS \()(?=.*INTERNALDATE ")(?=.*RFC822\.SIZE 17)(?=.*ENVELOPE \()(?=.*BODY \()(?!.*BODYSTRUCTURE).*\)
S~ d OK .*
# not in a list
C: e FETCH 1 (ALL)
S~ e BAD .*
C: f FETCH 1 (FAST UID)
S~ f BAD .*
