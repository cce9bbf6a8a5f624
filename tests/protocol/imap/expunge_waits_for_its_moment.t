# RFC 3501 7.4.1, 5.5; RFC 4315 2.1
M: one
M: two
M: three
L:
L2:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 3 EXISTS
S2~ a OK .*
C2: b STORE 1,3 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c UID EXPUNGE 1
S2: * 1 EXPUNGE
S2~ c OK .*
# not during SEARCH and STORE by number
N~ .* EXPUNGE
C: b SEARCH ALL
S~ b OK .*
N~ .* EXPUNGE
C: c STORE 2 +FLAGS (\Seen)
S~ c OK .*
C: d NOOP
U~ \* 1 EXPUNGE
S~ d OK .*
C: e UID SEARCH ALL
S: * SEARCH 2 3
S~ e OK .*
C2: d CLOSE
S2~ d OK .*
# the UID form is free to tell it
C: f UID SEARCH ALL
U~ \* 2 EXPUNGE
S~ f OK .*
