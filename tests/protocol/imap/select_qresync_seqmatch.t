# RFC 7162 3.2.5.2: pairs that match save the VANISHED of what is below them; the
# mod-sequence is older than all the server knows, and only multiples of three are left
M: 1
M: 2
M: 3
M: 4
M: 5
M: 6
M: 7
M: 8
M: 9
M: 10
M: 11
M: 12
L:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
S~ b OK .*
C: c STORE 1,2,4,5,7,8,10,11 +FLAGS.SILENT (\Deleted)
U~ \* 11 FETCH .*
S~ c OK .*
C: d EXPUNGE
S: * VANISHED 1:2,4:5,7:8,10:11
S~ d OK .*
C: e SELECT INBOX (QRESYNC (${valid} 1 1:11))
U~ \* VANISHED \(EARLIER\) 1:2,4:5,7:8,10:11
U~ \* 1 FETCH \((?=.*UID 3)(?=.*FLAGS)(?=.*MODSEQ).*\)
U~ \* 3 FETCH \((?=.*UID 9)(?=.*FLAGS)(?=.*MODSEQ).*\)
N~ \* 4 FETCH .*
S~ e OK .*
C: f SELECT INBOX (QRESYNC (${valid} 1 1:12 (1:4 3,6,9,12)))
N~ .*VANISHED.*
U~ \* 4 FETCH \((?=.*UID 12)(?=.*FLAGS)(?=.*MODSEQ).*\)
S~ f OK .*
# the third pair does not match: nothing up to 6 is told
C: g SELECT INBOX (QRESYNC (${valid} 1 1:12 (1:3 3,6,8)))
U~ \* VANISHED \(EARLIER\) 7:8,10:11
S~ g OK .*
C: h SELECT INBOX (QRESYNC (${valid} 1 1:12 (2 6)))
U~ \* VANISHED \(EARLIER\) 7:8,10:11
U~ \* 1 FETCH \(.*UID 3.*
S~ h OK .*
C: i SELECT INBOX (QRESYNC (${valid} 1 (2,9 6,40)))
U~ \* VANISHED \(EARLIER\) 7:8,10:11
S~ i OK .*
C: j SELECT INBOX (QRESYNC (${valid} 1 1:12 (1,4 1,11)))
U~ \* VANISHED \(EARLIER\) 1:2,4:5,7:8,10:11
S~ j OK .*
