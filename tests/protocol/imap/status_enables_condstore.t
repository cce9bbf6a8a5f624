# RFC 7162 3.1: a CONDSTORE enabling command tells the selected mailbox's HIGHESTMODSEQ
# once; after it unsolicited FETCH has UID and MODSEQ (3.2.4)
M: one
M: two
L:
L2:
C: a CREATE Other
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C: c STATUS Other (MESSAGES)
N~ .*HIGHESTMODSEQ.*
S~ c OK .*
C: d STATUS Other (UIDNEXT HIGHESTMODSEQ)
U~ \* OK \[HIGHESTMODSEQ ${high}\].*
U~ \* STATUS Other \(.*HIGHESTMODSEQ [1-9][0-9]*.*\)
S~ d OK .*
C: e STATUS Other (HIGHESTMODSEQ)
N~ \* OK \[HIGHESTMODSEQ.*
S~ e OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS.SILENT (\Flagged)
S2~ b OK .*
C: f NOOP
U~ \* 2 FETCH \((?=.*UID 2)(?=.*FLAGS \([^)]*\\Flagged)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ f OK .*
# 3.2.4: an implicit \\Seen brings them as well; what was set changes nothing (3.1.11)
C: g FETCH 1 BODY[TEXT]
S~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \([^)]*\\Seen)(?=.*MODSEQ \((?P<seen>[1-9][0-9]*)\)).*\)
S~ g OK .*
C: h FETCH 1 BODY[TEXT]
N~ .*FLAGS.*
S~ h OK .*
C: i FETCH 1 (MODSEQ)
S: * 1 FETCH (MODSEQ (${seen}))
S~ i OK .*
C: j STORE 1 +FLAGS.SILENT (\Seen)
S~ j OK .*
C: k STORE 1 -FLAGS.SILENT (\Draft)
S~ k OK .*
C: l FETCH 1 (MODSEQ)
S: * 1 FETCH (MODSEQ (${seen}))
S~ l OK .*
