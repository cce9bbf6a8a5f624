# RFC 3501 9 seq-number: a number that is not there is an error; in a range the end is free to be
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH 1:*
S: * SEARCH 1
S~ b OK .*
C: c SEARCH UID 5
S: * SEARCH
S~ c OK .*
C: d SEARCH 5
N~ \* SEARCH \d.*
S~ d (BAD|OK) .*
C: e SEARCH UID 1,3:5
S: * SEARCH 1
S~ e OK .*
