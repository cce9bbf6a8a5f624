# RFC 2177
L:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b IDLE
S~ \+ .*
M: hello
S: * 1 EXISTS
S~ \* \d+ RECENT
# part of a line holds nothing back
C- DO
M: again
S: * 2 EXISTS
S~ \* \d+ RECENT
C: NE
S~ b OK .*
C: b IDLE
S~ \+ .*
L2:
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Deleted)
U2~ \* 1 FETCH .*
S2~ b OK .*
S~ \* 1 FETCH \(FLAGS \(.*\\Deleted.*\)\)
C2: c EXPUNGE
U2~ \* 1 EXPUNGE
S2~ c OK .*
S: * 1 EXPUNGE
C: DONE
S~ b OK .*
C: c IDLE
S~ \+ .*
C: d NOOP
S~ c BAD .*
