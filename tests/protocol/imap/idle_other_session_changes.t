# RFC 2177 3: EXISTS, FETCH and EXPUNGE arrive while it idles
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C: b IDLE
S~ \+ .*
C2: b APPEND INBOX {4+}\r\na: b
U2~ \* 2 EXISTS
S2~ b OK .*
S~ \* 2 EXISTS
S~ \* 1 RECENT
C2: c STORE 2 +FLAGS (\Deleted)
U2~ \* 2 FETCH .*
S2~ c OK .*
S~ \* 2 FETCH \(FLAGS \((?=.*\\Deleted).*\)\)
C2: d EXPUNGE
U2~ \* 2 EXPUNGE
S2~ d OK .*
S: * 2 EXPUNGE
C: DONE
S~ b OK .*
C: c FETCH 1:* UID
S: * 1 FETCH (UID 1)
S~ c OK .*
