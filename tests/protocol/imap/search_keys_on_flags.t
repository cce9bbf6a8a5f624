# RFC 3501 6.4.4: each flag key and its negation
A<< INBOX (\Seen)
Subject: one

x
>>
A<< INBOX (\Answered \Draft)
Subject: two

x
>>
A<< INBOX (\Deleted \Flagged Kw)
Subject: three

x
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b SEARCH SEEN
S: * SEARCH 1
S~ b OK .*
C: c SEARCH UNSEEN
S: * SEARCH 2 3
S~ c OK .*
C: d SEARCH ANSWERED
S: * SEARCH 2
S~ d OK .*
C: e SEARCH UNANSWERED
S: * SEARCH 1 3
S~ e OK .*
C: f SEARCH DRAFT
S: * SEARCH 2
S~ f OK .*
C: g SEARCH UNDRAFT
S: * SEARCH 1 3
S~ g OK .*
C: h SEARCH DELETED
S: * SEARCH 3
S~ h OK .*
C: i SEARCH UNDELETED
S: * SEARCH 1 2
S~ i OK .*
C: j SEARCH FLAGGED
S: * SEARCH 3
S~ j OK .*
C: k SEARCH UNFLAGGED
S: * SEARCH 1 2
S~ k OK .*
C: l SEARCH KEYWORD kw
S: * SEARCH 3
S~ l OK .*
C: m SEARCH UNKEYWORD Kw
S: * SEARCH 1 2
S~ m OK .*
C: n SEARCH KEYWORD never-heard-of
S: * SEARCH
S~ n OK .*
C: o SEARCH NEW
S: * SEARCH 2 3
S~ o OK .*
C: p SEARCH OLD
S: * SEARCH
S~ p OK .*
