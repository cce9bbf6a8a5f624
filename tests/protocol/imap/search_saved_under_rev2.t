# RFC 9051 6.4.4.1: SAVE alone has no ESEARCH; it is kept with MIN and MAX; NO empties it
A<< INBOX (\Flagged)
Subject: one

x
>>
A<< INBOX ()
Subject: two

x
>>
A<< INBOX (\Flagged)
Subject: three

x
>>
L:
C: a ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S~ a OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: c SEARCH RETURN (SAVE) FLAGGED
S~ c OK .*
C: d UID SEARCH UID $ SUBJECT three
S: * ESEARCH (TAG "d") UID ALL 3
S~ d OK .*
C: e SEARCH RETURN (SAVE MIN MAX) ALL
S: * ESEARCH (TAG "e") MIN 1 MAX 3
S~ e OK .*
C: f SEARCH RETURN (COUNT) $
S: * ESEARCH (TAG "f") COUNT 2
S~ f OK .*
C: g SEARCH RETURN (SAVE ALL) OR $ 2
S: * ESEARCH (TAG "g") ALL 1:3
S~ g OK .*
C: h SEARCH RETURN (SAVE) CHARSET X-NONE SUBJECT x
S~ h NO \[BADCHARSET.*
C: i SEARCH NOT $
S: * ESEARCH (TAG "i") ALL 1:3
S~ i OK .*
C: j SEARCH RETURN (MAX) $
S: * ESEARCH (TAG "j")
S~ j OK .*
