# RFC 3501 6.3.2: read-only: no flag is set, nothing is removed
M: one
L:
C: a EXAMINE INBOX
U~ \* OK \[PERMANENTFLAGS \(\)\].*
S~ a OK \[READ-ONLY\] .*
C: b STORE 1 +FLAGS (\Deleted)
S~ b NO .*
C: c UID STORE 1 FLAGS (\Seen)
S~ c NO .*
C: d EXPUNGE
S~ d NO .*
C: e UID EXPUNGE 1
S~ e NO .*
# BODY[] does not set \Seen here
C: f FETCH 1 BODY[TEXT]
S~ \* 1 FETCH \(BODY\[TEXT\] \{\d+\}\r\nA line.\r\n\)
S~ f OK .*
C: g FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S~ g OK .*
# reading out of it is free
C: h CREATE x
S~ h OK .*
C: i COPY 1 x
S~ i OK .*
C: j MOVE 1 x
S~ j NO .*
C: k CLOSE
S~ k OK .*
C: l STATUS INBOX (MESSAGES UNSEEN)
S~ \* STATUS "?INBOX"? \((MESSAGES 1 UNSEEN 1|UNSEEN 1 MESSAGES 1)\)
S~ l OK .*
