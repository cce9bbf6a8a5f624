# RFC 7162 3.2.8: CLOSE raises the mod-sequence when it removes; the UIDs are remembered
M: one
M: two
L:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* 2 EXISTS
S~ b OK .*
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \((?P<del>[0-9]+)\)).*\)
S~ c OK .*
C: d CLOSE
S~ d OK [^[].*
C: e SELECT INBOX (QRESYNC (${valid} ${del}))
U~ \* 1 EXISTS
U~ \* OK \[HIGHESTMODSEQ (?!${del}\])(?P<high>[0-9]+)\].*
U~ \* VANISHED \(EARLIER\) 1
N~ .*FETCH.*
N~ .*CLOSED.*
S~ e OK \[READ-WRITE\] .*
# 3.2.11: no CLOSED behind UNSELECT either; EXAMINE takes QRESYNC too
C: f UNSELECT
S~ f OK [^[].*
C: g EXAMINE INBOX (CONDSTORE QRESYNC (${valid} ${del} 2:4))
N~ .*VANISHED.*
N~ .*FETCH.*
S~ g OK \[READ-ONLY\] .*
C: h EXAMINE INBOX (QRESYNC (${valid} ${del} 1))
S~ \* OK \[CLOSED\].*
U~ \* VANISHED \(EARLIER\) 1
S~ h OK \[READ-ONLY\] .*
