# RFC 7162 3.1, 3.1.5, 3.1.6: SEARCH MODSEQ enables; the answer ends in the highest one
M: one
M: two
L:
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b SEARCH MODSEQ ${high}
U~ \* OK \[HIGHESTMODSEQ ${high}\].*
U~ \* SEARCH 2 \(MODSEQ ${high}\)
S~ b OK .*
C: c SEARCH MODSEQ "/flags/\\draft" all 1
S~ \* SEARCH 1 2 \(MODSEQ ${high}\)
S~ c OK .*
C: d SEARCH OR NOT MODSEQ 1 LARGER 500000
S: * SEARCH
S~ d OK .*
C: e STORE 2 +FLAGS (\Flagged)
S~ \* 2 FETCH \(UID 2 FLAGS \(.*\) MODSEQ .*
S~ e OK .*
