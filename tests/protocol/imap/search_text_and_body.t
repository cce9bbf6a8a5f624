# RFC 3501 6.4.4: BODY looks at the body, TEXT at header and body
A<< INBOX
From: one@example.org
Subject: header word

The quick brown
fox jumps.
>>
A<< INBOX
From: two@example.org
Subject: other

header in the body
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b SEARCH BODY header
S: * SEARCH 2
S~ b OK .*
C: c SEARCH TEXT HEADER
S: * SEARCH 1 2
S~ c OK .*
C: d SEARCH TEXT "one@example"
S: * SEARCH 1
S~ d OK .*
C: e SEARCH BODY "quick BROWN"
S: * SEARCH 1
S~ e OK .*
C: f SEARCH BODY {5}
I: jumps
S: * SEARCH 1
S~ f OK .*
C: g SEARCH BODY ""
N~ \* SEARCH( 1| 2)?
S~ g (OK|BAD) .*
