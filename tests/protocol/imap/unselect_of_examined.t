# RFC 3691 2
M: one
L:
C: a EXAMINE INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b UNSELECT
S~ b OK .*
C: c UNSELECT
S~ c (BAD|NO) .*
C: d SELECT INBOX
U~ \* 1 RECENT
S~ d OK .*
