# RFC 3501 2.3.1.1, 6.3.5: a message keeps its UID or UIDVALIDITY changes; flags and dates go along
L:
C: a CREATE x
S~ a OK .*
C: b APPEND x (\Flagged $Label) "07-Feb-1994 21:52:25 -0800" {4+}\r\na: b
S~ b OK .*
C: c RENAME x y
S~ c OK .*
C: d SELECT y
U~ \* 1 EXISTS
S~ d OK .*
C: e FETCH 1 (FLAGS INTERNALDATE)
S~ \* 1 FETCH \((?=.*\\Flagged)(?=.*\$Label)(?=.*INTERNALDATE "( 8-Feb-1994 05:52:25 \+0000|07-Feb-1994 21:52:25 -0800|08-Feb-1994 05:52:25 \+0000| 7-Feb-1994 21:52:25 -0800)").*\)
S~ e OK .*
