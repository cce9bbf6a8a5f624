# RFC 4731 3.1, 3.2, 4: the examples; nothing found tells no MIN, MAX, ALL; MODSEQ of what is named
M: one
M: two
M: three
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: a1 STORE 2 +FLAGS.SILENT (\Flagged)
S~ a1 OK .*
C: a2 STORE 3 +FLAGS.SILENT (\Flagged)
S~ a2 OK .*
C: A282 SEARCH RETURN (MIN COUNT) FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
S: * ESEARCH (TAG "A282") MIN 2 COUNT 2
S~ A282 OK .*
C: A284 UID SEARCH RETURN (MIN MAX ALL COUNT) TEXT "not in mailbox"
S: * ESEARCH (TAG "A284") UID COUNT 0
S~ A284 OK .*
C: A285 SEARCH RETURN (MIN MAX) DELETED
S: * ESEARCH (TAG "A285")
S~ A285 OK .*
C: A286 UID SEARCH RETURN (MAX) DELETED
S: * ESEARCH (TAG "A286") UID
S~ A286 OK .*
# a tag is an astring in the answer, as it was written
C: x-[y].z SEARCH RETURN (MIN) ALL
S: * ESEARCH (TAG "x-[y].z") MIN 1
S~ x-\[y\]\.z OK .*
# 3.2: MODSEQ is the highest of all for ALL and COUNT, of those told for MIN and MAX
C: b FETCH 2:3 (MODSEQ)
U~ \* 2 FETCH \(MODSEQ \((?P<two>\d+)\)\)
U~ \* 3 FETCH \(MODSEQ \((?P<three>\d+)\)\)
S~ b OK .*
C: c1 SEARCH RETURN (MIN) MODSEQ 1 FLAGGED
S~ \* ESEARCH \(TAG "c1"\) (MIN 2 MODSEQ ${two}|MODSEQ ${two} MIN 2)
S~ c1 OK .*
C: c2 SEARCH RETURN (MAX) MODSEQ 1 FLAGGED
S~ \* ESEARCH \(TAG "c2"\) (MAX 3 MODSEQ ${three}|MODSEQ ${three} MAX 3)
S~ c2 OK .*
C: c3 SEARCH RETURN (MIN MAX) MODSEQ 1 FLAGGED
S~ \* ESEARCH \(TAG "c3"\) (MIN 2 MAX 3 MODSEQ ${three}|MODSEQ ${three} MIN 2 MAX 3)
S~ c3 OK .*
C: c4 SEARCH RETURN (MIN COUNT) MODSEQ 1 FLAGGED
S~ \* ESEARCH \(TAG "c4"\) (MIN 2 COUNT 2 MODSEQ ${three}|MODSEQ ${three} MIN 2 COUNT 2)
S~ c4 OK .*
C: c5 SEARCH RETURN (ALL) MODSEQ ${three}
S~ \* ESEARCH \(TAG "c5"\) (ALL 3 MODSEQ ${three}|MODSEQ ${three} ALL 3)
S~ c5 OK .*
C: c6 SEARCH RETURN (COUNT) MODSEQ 1 DELETED
S: * ESEARCH (TAG "c6") COUNT 0
S~ c6 OK .*
