# RFC 7162 3.1.3 example 11: some of the messages are gone, one has changed: MODIFIED has
# that one, in OK or NO, and no EXPUNGE is told before the next command
M: one
M: two
M: three
M: four
L:
L2:
C: a SELECT INBOX (CONDSTORE)
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 4 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS.SILENT (\Seen)
S2~ b OK .*
C2: c STORE 4 +FLAGS.SILENT (\Deleted)
S2~ c OK .*
C2: d EXPUNGE
S2: * 4 EXPUNGE
S2~ d OK .*
C: b STORE 1:4 (UNCHANGEDSINCE ${high}) +FLAGS (\Seen)
U~ \* 1 FETCH \((?=.*\\Seen)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
U~ \* 3 FETCH \((?=.*\\Seen)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
N~ \* [0-9]+ EXPUNGE
N~ \* VANISHED.*
S~ b (OK|NO) \[MODIFIED 2(,4)?\] .*
C: c NOOP
U~ \* 4 EXPUNGE
S~ c OK .*
C: d FETCH 2 (MODSEQ)
S~ \* 2 FETCH \(MODSEQ \((?P<two>[0-9]+)\)\)
S~ d OK .*
C: e STORE 2 (UNCHANGEDSINCE ${two}) +FLAGS (\Flagged)
U~ \* 2 FETCH \((?=.*\\Seen)(?=.*\\Flagged)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ e OK [^[].*
