# RFC 3501 6.3.4: INBOX stays, what is not there cannot go
L:
C: a DELETE INBOX
S~ a NO .*
C: b DELETE inbox
S~ b NO .*
C: c DELETE nope
S~ c NO .*
C: d DELETE
S~ d BAD .*
C: e DELETE x y
S~ e BAD .*
