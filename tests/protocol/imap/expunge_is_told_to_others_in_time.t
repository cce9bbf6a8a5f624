# RFC 3501 7.4.1: no EXPUNGE during FETCH, STORE, SEARCH, nor while no command runs
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c EXPUNGE
S: * 1 EXPUNGE
S~ c OK .*
N2~ .*EXPUNGE
C2: b FETCH 2 UID
U2~ \* 2 FETCH \((?=.*UID 2).*\)
S2~ b OK .*
N2~ .*EXPUNGE
C2: c STORE 2 +FLAGS.SILENT (\Flagged)
S2~ c OK .*
N2~ .*EXPUNGE
C2: d SEARCH FLAGGED
U2~ \* SEARCH 2
S2~ d OK .*
C2: e NOOP
U2~ \* 1 EXPUNGE
S2~ e OK .*
C2: f FETCH 1 UID
S2~ \* 1 FETCH \((?=.*UID 2).*\)
S2~ f OK .*
