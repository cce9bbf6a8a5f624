# RFC 7162 3.2: SETMETADATA on a mailbox raises its mod-sequence
M: one
L:
C: a STATUS INBOX (HIGHESTMODSEQ)
S~ \* STATUS INBOX \(HIGHESTMODSEQ (?P<high>[0-9]+)\)
S~ a OK .*
C: b SETMETADATA INBOX (/private/comment "mine")
S~ b OK .*
C: c STATUS INBOX (HIGHESTMODSEQ)
S~ \* STATUS INBOX \(HIGHESTMODSEQ (?!${high}\))[0-9]+\)
S~ c OK .*
C: d SELECT INBOX (CONDSTORE)
U~ \* OK \[HIGHESTMODSEQ (?!${high}\])[0-9]+\].*
S~ d OK .*
