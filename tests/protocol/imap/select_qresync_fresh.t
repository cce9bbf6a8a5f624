# RFC 7162 3.2.5.1: a mailbox that never had a message; then one that is new to the client
L:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C: b CREATE Fresh
S~ b OK .*
C: c SELECT Fresh
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[HIGHESTMODSEQ (?P<high>[1-9][0-9]*)\].*
S~ c OK .*
C: d SELECT Fresh (QRESYNC (${valid} 1))
U~ \* 0 EXISTS
N~ .*VANISHED.*
N~ .*FETCH.*
S~ d OK .*
C: e APPEND Fresh (\Seen) {7+}\r\na: b\r\nx
U~ \* 1 EXISTS
S~ e OK .*
C: f SELECT Fresh (QRESYNC (${valid} ${high}))
U~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \([^)]*\\Seen)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
N~ .*VANISHED.*
S~ f OK .*
# no mailbox: NO, and none is selected
C: g SELECT Nowhere (QRESYNC (${valid} ${high}))
U~ \* OK \[CLOSED\].*
S~ g NO .*
C: h FETCH 1 FLAGS
S~ h BAD .*
