# RFC 3501 6.4.4: substrings, any case; TO CC BCC FROM SUBJECT HEADER
A<< INBOX
From: "Fred Foobar" <foobar@Blurdybloop.example>
To: Mooch <mooch@owatagu.example>, other@example.org
Cc: third@example.org
Bcc: hidden@example.org
Subject: afternoon
 meeting
X-Note: seen by two
Message-Id: <B27397-0100000@Blurdybloop.example>

body
>>
A<< INBOX
From: nobody@example.org
X-Empty:

body
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b SEARCH FROM "fred foo"
S: * SEARCH 1
S~ b OK .*
C: c SEARCH FROM blurdyBLOOP
S: * SEARCH 1
S~ c OK .*
C: d SEARCH TO other@
S: * SEARCH 1
S~ d OK .*
C: e SEARCH CC third
S: * SEARCH 1
S~ e OK .*
C: f SEARCH BCC hidden
S: * SEARCH 1
S~ f OK .*
# a folded line is one line
C: g SEARCH SUBJECT "afternoon meeting"
S: * SEARCH 1
S~ g OK .*
C: h SEARCH HEADER x-note TWO
S: * SEARCH 1
S~ h OK .*
C: i SEARCH HEADER Message-ID "<b27397"
S: * SEARCH 1
S~ i OK .*
# the empty string: every message that has the field
C: j SEARCH HEADER X-Empty ""
S: * SEARCH 2
S~ j OK .*
C: k SEARCH HEADER Subject ""
S: * SEARCH 1
S~ k OK .*
C: l SEARCH NOT TO mooch
S: * SEARCH 2
S~ l OK .*
C: m SEARCH SUBJECT nothing
S: * SEARCH
S~ m OK .*
