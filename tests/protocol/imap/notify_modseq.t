# RFC 7162 3.1, 3.2.4: FETCH that nobody asked for has UID and MODSEQ, NOTIFY's too
M: one
L:
C: a ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C: c NOTIFY SET (selected (MessageNew (RFC822.SIZE) MessageExpunge FlagChange))
S~ c OK .*
M: two
U~ \* 2 EXISTS
S~ \* 2 FETCH \((?=.*UID 2)(?=.*RFC822\.SIZE [0-9]+)(?=.*MODSEQ \((?!${high}\))[0-9]+\)).*\)
C: d NOTIFY SET (selected (MessageNew (MODSEQ FLAGS) MessageExpunge FlagChange))
S~ d OK .*
M: three
U~ \* 3 EXISTS
S~ \* 3 FETCH \((?=.*UID 3)(?=.*FLAGS)(?=.*MODSEQ \([0-9]+\))(?!.*MODSEQ.*MODSEQ).*\)
