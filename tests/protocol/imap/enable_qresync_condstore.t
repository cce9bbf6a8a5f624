# RFC 7162 3.2.3: both orders are answered and have the same result
M: one
M: two
L:
L2:
C: a ENABLE CONDSTORE QRESYNC
S~ \* ENABLED (?=.*\bQRESYNC\b).*
S~ a OK .*
C2: a ENABLE QRESYNC CONDSTORE
S2~ \* ENABLED (?=.*\bQRESYNC\b).*
S2~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C2: b EXAMINE INBOX
U2~ \* 2 EXISTS
S2~ b OK .*
C: c STORE 1 +FLAGS (\Deleted)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ c OK .*
C: d EXPUNGE
S: * VANISHED 1
S~ d OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\] .*
# 3.2.10: messages expunged in other connections, too; without EARLIER
C2: c NOOP
U2~ \* VANISHED 1
N2~ .*EXPUNGE.*
N2~ .*EARLIER.*
S2~ c OK .*
C: e EXPUNGE
N~ .*VANISHED.*
S~ e OK .*
C: f STATUS INBOX (HIGHESTMODSEQ)
S: * STATUS INBOX (HIGHESTMODSEQ ${high})
S~ f OK .*
