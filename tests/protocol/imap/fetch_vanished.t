# RFC 7162 3.2.6: VANISHED (EARLIER) of the set's UIDs, before the FETCHes
M: one
M: two
M: three
M: four
L:
L2:
C: e ENABLE QRESYNC
S~ \* ENABLED .*QRESYNC.*
S~ e OK .*
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b UID STORE 1,3 +FLAGS.SILENT (\Deleted)
U~ \* 3 FETCH \(UID 3 MODSEQ.*
S~ b OK .*
C: c EXPUNGE
S: * VANISHED 1,3
S~ c OK \[HIGHESTMODSEQ (?P<gone>[0-9]+)\] .*
C: d UID STORE 4 +FLAGS.SILENT (\Flagged)
S~ \* 2 FETCH \(UID 4 MODSEQ.*
S~ d OK .*
C: f UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S: * VANISHED (EARLIER) 1,3
S~ \* 2 FETCH \(UID 4 FLAGS \(.*\\Flagged.*\) MODSEQ \([0-9]+\)\)
S~ f OK .*
C: g UID FETCH 2:3 (FLAGS) (VANISHED CHANGEDSINCE ${high})
S: * VANISHED (EARLIER) 3
S~ g OK .*
C: h UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${gone} VANISHED)
S~ \* 2 FETCH \(UID 4 .*
S~ h OK .*
C: i UID FETCH 1:* (FLAGS) (VANISHED)
S~ i BAD .*
C: j FETCH 1:* (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S~ j BAD .*
# of an empty mailbox, too
C: k UID STORE 1:* +FLAGS.SILENT (\Deleted)
U~ \* 1 FETCH .*
S~ k OK .*
C: l UID EXPUNGE 1:*
S: * VANISHED 2,4
S~ l OK \[HIGHESTMODSEQ [0-9]+\] .*
C: m UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${gone} VANISHED)
S: * VANISHED (EARLIER) 2,4
S~ m OK .*
# a mod-sequence older than anything: all that is not there
C: n UID FETCH 1:4 (FLAGS) (CHANGEDSINCE 1 VANISHED)
S: * VANISHED (EARLIER) 1:4
S~ n OK .*
