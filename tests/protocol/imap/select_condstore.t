# RFC 7162 3.1.8: (CONDSTORE) switches it on; HIGHESTMODSEQ comes with every SELECT
M: one
L:
L2:
C: a SELECT INBOX (CONDSTORE)
U~ \* 1 EXISTS
U~ \* OK \[HIGHESTMODSEQ [1-9][0-9]*\].*
N~ .*NOMODSEQ.*
S~ a OK \[READ-WRITE\] .*
C2: a EXAMINE INBOX (condstore)
U2~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S2~ a OK \[READ-ONLY\] .*
C: b STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\\Flagged.*\) MODSEQ \((?P<now>[0-9]+)\)\)
S~ b OK .*
C2: b NOOP
S2~ \* 1 FETCH \(UID 1 FLAGS \(.*\\Flagged.*\) MODSEQ \(${now}\)\)
S2~ b OK .*
C2: c SELECT INBOX
U2~ \* OK \[HIGHESTMODSEQ ${now}\].*
S2~ c OK .*
