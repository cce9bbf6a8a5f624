# RFC 3501 2.3.2: of two sessions only the first that is told has the message as \Recent
L:
L2:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 0 EXISTS
S2~ a OK .*
M: new
C: b NOOP
U~ \* 1 EXISTS
U~ \* 1 RECENT
S~ b OK .*
C2: b NOOP
U2~ \* 1 EXISTS
S2~ b OK .*
C2: c FETCH 1 FLAGS
S2: * 1 FETCH (FLAGS ())
S2~ c OK .*
C: c FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S~ c OK .*
