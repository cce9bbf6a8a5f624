# RFC 5161 3.1, 3.2; RFC 9051 6.3.1: names in any case; only what the command names is answered
L:
C: a ENABLE imap4REV2
S: * ENABLED IMAP4rev2
S~ a OK .*
C: b ENABLE X-NONE
S: * ENABLED
S~ b OK .*
C: c ENABLE X-NONE IMAP4rev2 IDLE IMAP4rev2
S: * ENABLED IMAP4rev2
S~ c OK .*
# one bad argument: nothing is done
C: d ENABLE IMAP4rev2 (
S~ d BAD .*
C: e ENABLE IMAP4rev2 
S~ e BAD .*
