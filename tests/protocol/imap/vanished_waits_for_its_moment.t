# RFC 7162 3.2, 3.2.10.2: VANISHED never answers FETCH or STORE by number; the client
# is told a HIGHESTMODSEQ from before what it does not know
M: one
M: two
M: three
L:
L2:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 3 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C: b NOOP
S~ \* 1 FETCH .*MODSEQ \((?P<deleted>[0-9]+)\)\)
S~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C: c STORE 3 +FLAGS (\Flagged)
U~ \* 3 FETCH \(UID 3 FLAGS .*
U~ \* OK \[HIGHESTMODSEQ ${deleted}\].*
N~ .*VANISHED.*
S~ c OK .*
C: d UID FETCH 3 (FLAGS)
U~ \* 3 FETCH \(UID 3 .*
U~ \* VANISHED 1
S~ d OK .*
C: f FETCH 2 (UID)
S: * 2 FETCH (UID 3)
S~ f OK .*
