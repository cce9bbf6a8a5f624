# RFC 7162 3.1.7: the item is what SELECT tells, and switches mod-sequences on
M: one
L:
C: s CREATE other
S~ s OK .*
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b STATUS INBOX (HIGHESTMODSEQ MESSAGES)
U~ \* STATUS INBOX \((HIGHESTMODSEQ ${high} MESSAGES 1|MESSAGES 1 HIGHESTMODSEQ ${high})\)
U~ \* OK \[HIGHESTMODSEQ ${high}\].*
S~ b OK .*
C: c STATUS other (HIGHESTMODSEQ)
S~ \* STATUS other \(HIGHESTMODSEQ [1-9][0-9]*\)
S~ c OK .*
C: d STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\) MODSEQ .*
S~ d OK .*
