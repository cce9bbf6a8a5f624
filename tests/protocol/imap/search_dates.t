# RFC 3501 6.4.4: BEFORE ON SINCE look at the internal date, SENT… at the Date field; times do not count
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Date: Mon, 1 Feb 2021 12:00:00 +0000
Subject: one

x
>>
A<< INBOX "12-Mar-2021 12:00:00 +0000"
Date: Wed, 3 Feb 2021 23:59:59 -1100
Subject: two

x
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b SEARCH BEFORE 12-Mar-2021
S: * SEARCH 1
S~ b OK .*
C: c SEARCH ON 12-Mar-2021
S: * SEARCH 2
S~ c OK .*
C: d SEARCH SINCE 10-mar-2021
S: * SEARCH 1 2
S~ d OK .*
C: e SEARCH SINCE 11-Mar-2021
S: * SEARCH 2
S~ e OK .*
C: f SEARCH ON "10-Mar-2021"
S: * SEARCH 1
S~ f OK .*
C: g SEARCH SENTBEFORE 3-Feb-2021
S: * SEARCH 1
S~ g OK .*
C: h SEARCH SENTON 3-Feb-2021
S: * SEARCH 2
S~ h OK .*
C: i SEARCH SENTSINCE 1-Feb-2021
S: * SEARCH 1 2
S~ i OK .*
C: j SEARCH SENTSINCE 04-Feb-2021
S: * SEARCH
S~ j OK .*
