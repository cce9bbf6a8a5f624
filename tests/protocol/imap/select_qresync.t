# RFC 7162 3.2.5: flags and expunges since the client was last here
M: one
M: two
M: three
M: four
M: five
L:
L2:
C: a SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 5 EXISTS
S2~ a OK .*
C2: b UID STORE 2,4 FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 4 EXPUNGE
S2: * 2 EXPUNGE
S2~ c OK .*
C2: d UID STORE 5 +FLAGS.SILENT (\Flagged)
S2~ d OK .*
M: six
C: b ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ \* OK \[HIGHESTMODSEQ ${high}\].*
U~ \* VANISHED 2,4
U~ \* 4 EXISTS
S~ b OK .*
C: c SELECT INBOX (QRESYNC (${valid} ${high}))
S~ \* OK \[CLOSED\].*
U~ \* 4 EXISTS
U~ \* VANISHED \(EARLIER\) 2,4
U~ \* 3 FETCH \(UID 5 FLAGS \(.*\\Flagged.*\) MODSEQ \([0-9]+\)\)
U~ \* 4 FETCH \(UID 6 FLAGS \(.*\) MODSEQ \([0-9]+\)\)
U~ \* OK \[HIGHESTMODSEQ (?P<new>[0-9]+)\].*
N~ \* [12] FETCH.*
S~ c OK \[READ-WRITE\] .*
# only the UIDs that the client names
C: d SELECT INBOX (QRESYNC (${valid} ${high} 1:3))
U~ \* VANISHED \(EARLIER\) 2
N~ .*FETCH.*
S~ d OK .*
# a client that knows where message 3 is knows of all expunges up to it
C: e SELECT INBOX (QRESYNC (${valid} ${high} 1:6 (1:3 1,3,5)))
N~ .*VANISHED.*
U~ \* 3 FETCH \(UID 5 .*
S~ e OK .*
C: f SELECT INBOX (QRESYNC (${valid} ${high} 1:6 (1,3 1,4)))
U~ \* VANISHED \(EARLIER\) 2,4
S~ f OK .*
C: g SELECT INBOX (QRESYNC (${valid} ${high} (2:3 3,9)))
U~ \* VANISHED \(EARLIER\) 4
S~ g OK .*
# another UIDVALIDITY: nothing of it counts
C: h EXAMINE INBOX (QRESYNC (4000000000 ${high} 1:6))
N~ .*(VANISHED|FETCH).*
S~ h OK \[READ-ONLY\] .*
# nothing new
C: i SELECT INBOX (QRESYNC (${valid} ${new}))
N~ .*(VANISHED|FETCH).*
S~ i OK .*
