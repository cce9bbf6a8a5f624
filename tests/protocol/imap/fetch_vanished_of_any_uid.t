# RFC 7162 3.2.6: UIDs that no message ever had did not vanish
M: one
M: two
M: three
L:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C: c STORE 2 +FLAGS.SILENT (\Deleted)
S~ \* 2 FETCH .*
S~ c OK .*
C: d EXPUNGE
S: * VANISHED 2
S~ d OK \[HIGHESTMODSEQ (?P<gone>[0-9]+)\] .*
C: e UID FETCH 1:4294967295 (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S: * VANISHED (EARLIER) 2
S~ e OK .*
C: f UID FETCH 3:* (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S~ f OK .*
C: g UID FETCH 1:4294967295 (FLAGS) (CHANGEDSINCE ${gone} VANISHED)
S~ g OK .*
C: h SELECT INBOX (QRESYNC (${valid} ${high} 1:4294967295))
U~ \* VANISHED \(EARLIER\) 2
N~ \* VANISHED .*[34].*
S~ h OK .*
# a mod-sequence of the future: nothing has changed
C: i SELECT INBOX (QRESYNC (${valid} 9000000000000000000))
N~ .*VANISHED.*
N~ .*FETCH.*
S~ i OK .*
# the last one goes, its UID is still told
C: j STORE 2 +FLAGS.SILENT (\Deleted)
S~ \* 2 FETCH .*
S~ j OK .*
C: k EXPUNGE
S: * VANISHED 3
S~ k OK .*
C: l SELECT INBOX (QRESYNC (${valid} ${high}))
U~ \* VANISHED \(EARLIER\) 2:3
S~ l OK .*
