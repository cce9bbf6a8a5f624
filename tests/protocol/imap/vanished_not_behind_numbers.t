# RFC 7162 3.2.10.2: VANISHED never answers UID SEARCH with message numbers in
# its keys, nor UID SORT and UID THREAD
M: one
M: two
M: three
M: four
L:
L2:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 4 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C: b UID SEARCH NOT (OR 1:2 4)
S: * SEARCH 3
N~ .*VANISHED.*
S~ b OK .*
C: c UID SORT (ARRIVAL) UTF-8 2:3
S: * SORT 2 3
N~ .*VANISHED.*
S~ c OK .*
C: d UID THREAD ORDEREDSUBJECT UTF-8 3:4
U~ \* THREAD .*
N~ .*VANISHED.*
S~ d OK .*
C: f UID SEARCH 9,2:3
U~ \* SEARCH 2 3
N~ .*VANISHED.*
S~ f OK .*
C: g UID SEARCH UID 2:3
S: * SEARCH 2 3
S: * VANISHED 1
S~ g OK .*
C: h UID SEARCH 1:2
S: * SEARCH 2 3
S~ h OK .*
