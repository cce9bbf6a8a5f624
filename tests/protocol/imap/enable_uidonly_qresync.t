# RFC 9586 with RFC 7162: UIDFETCH carries MODSEQ; MODIFIED has UIDs; SELECT with QRESYNC
M: one
M: two
M: three
L:
L2:
C: a ENABLE UIDONLY QRESYNC
S~ \* ENABLED (?=.*\bUIDONLY\b)(?=.*\bQRESYNC\b).*
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 3 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C2: d STORE 2 +FLAGS.SILENT (\Flagged)
S2~ d OK .*
C: c UID STORE 2:3 (UNCHANGEDSINCE ${high}) FLAGS (\Seen)
U~ \* 2 UIDFETCH \((?=.*FLAGS \([^)]*\\Seen)(?=.*MODSEQ \([0-9]+\)).*\)
U~ \* 3 UIDFETCH \((?=.*FLAGS \([^)]*\\Flagged)(?=.*MODSEQ \([0-9]+\)).*\)
N~ \* [0-9]+ FETCH .*
S~ c OK \[MODIFIED 3\] .*
C: d SELECT INBOX (QRESYNC (${valid} ${high}))
U~ \* VANISHED \(EARLIER\) 1
U~ \* 2 UIDFETCH \((?=.*FLAGS \([^)]*\\Seen)(?=.*MODSEQ \([0-9]+\)).*\)
U~ \* 3 UIDFETCH \((?=.*FLAGS \([^)]*\\Flagged)(?=.*MODSEQ \([0-9]+\)).*\)
N~ \* [0-9]+ FETCH .*
S~ d OK .*
C: e UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S: * VANISHED (EARLIER) 1
S~ \* 2 UIDFETCH \((?=.*FLAGS)(?=.*MODSEQ).*\)
S~ \* 3 UIDFETCH \((?=.*FLAGS)(?=.*MODSEQ).*\)
S~ e OK .*
# the fourth argument has message numbers
C: f SELECT INBOX (QRESYNC (${valid} ${high} 1:3 (1:2 2:3)))
S~ f BAD .*
