# RFC 3501 6.4.4: AND by standing side by side, OR of two, NOT of one, parentheses
A<< INBOX (\Seen)
Subject: one

x
>>
A<< INBOX (\Flagged)
Subject: two

x
>>
A<< INBOX (\Seen \Flagged)
Subject: three

x
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b SEARCH SEEN FLAGGED
S: * SEARCH 3
S~ b OK .*
C: c SEARCH OR SEEN FLAGGED
S: * SEARCH 1 2 3
S~ c OK .*
C: d SEARCH NOT SEEN
S: * SEARCH 2
S~ d OK .*
C: e SEARCH NOT (SEEN FLAGGED)
S: * SEARCH 1 2
S~ e OK .*
C: f SEARCH OR (SEEN NOT FLAGGED) (FLAGGED NOT SEEN)
S: * SEARCH 1 2
S~ f OK .*
C: g SEARCH NOT NOT SEEN
S: * SEARCH 1 3
S~ g OK .*
C: h SEARCH OR OR 1 2 3
S: * SEARCH 1 2 3
S~ h OK .*
C: i SEARCH 2:3 SEEN
S: * SEARCH 3
S~ i OK .*
C: j SEARCH NOT 1,3
S: * SEARCH 2
S~ j OK .*
C: k SEARCH ((((ALL))))
S: * SEARCH 1 2 3
S~ k OK .*
C: l UID SEARCH UID 2:* NOT FLAGGED
S: * SEARCH
S~ l OK .*
C: m SEARCH UID 100:*
S: * SEARCH 3
S~ m OK .*
