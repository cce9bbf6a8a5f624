# RFC 7162 3.2.11, RFC 9051 7.1: CLOSED parts what is of the old mailbox from the new
M: one
L:
C: a SELECT INBOX
N~ .*CLOSED.*
S~ a OK .*
C: b SELECT INBOX
S~ \* OK \[CLOSED\].*
U~ \* 1 EXISTS
S~ b OK .*
C: c SELECT nosuch
S~ \* OK \[CLOSED\].*
S~ c NO .*
C: d SELECT INBOX
N~ .*CLOSED.*
S~ d OK .*
C: e CLOSE
S~ e OK .*
C: f EXAMINE INBOX
N~ .*CLOSED.*
S~ f OK .*
