# RFC 2180 4.1: fetching what another session removed: no crash, NO or OK, and NOOP tells
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
U~ \* 1 EXPUNGE
S~ c OK .*
N2~ .*EXPUNGE
C2: b FETCH 1 BODY[TEXT]
S2~ b (NO|OK) .*
C2: c UID FETCH 1 BODY[TEXT]
# the UID form is free to tell it now
N2~ .*A line.*
S2~ c (NO|OK) .*
C2: d NOOP
N2~ \* 2 EXPUNGE
S2~ d OK .*
C2: e UID FETCH 2 BODY.PEEK[TEXT]
U2~ \* 1 FETCH \((?=.*UID 2).*A line.*\)
S2~ e OK .*
