# RFC 7162 3.1.4.2: the item; every message has one, more than zero
M: one
M: two
L:
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b FETCH 1:2 (MODSEQ)
S~ \* OK \[HIGHESTMODSEQ ${high}\].*
S~ \* 1 FETCH \(MODSEQ \([1-9][0-9]*\)\)
S~ \* 2 FETCH \(MODSEQ \(${high}\)\)
S~ b OK .*
C: c UID FETCH 2 (FLAGS MODSEQ)
S~ \* 2 FETCH \(UID 2 FLAGS \(.*\) MODSEQ \(${high}\)\)
S~ c OK .*
# 3.2.4: \Seen set on the way brings UID and modseq
C: d FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]
S~ \* 1 FETCH \(BODY.*FLAGS \(.*\\Seen.*\) UID 1 MODSEQ \([0-9]+\)\)
S~ d OK .*
