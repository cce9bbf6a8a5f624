# RFC 7162 3.1: what is appended or copied has a mod-sequence above all of the mailbox
M: one
M: two
L:
C: a ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C: c COPY 1 INBOX
U~ \* 3 EXISTS
S~ c OK \[COPYUID .*
C: d UID FETCH 1:* (UID) (CHANGEDSINCE ${high})
S~ \* 3 FETCH \(UID 3 MODSEQ \((?P<copied>[0-9]+)\)\)
S~ d OK .*
C: e APPEND INBOX {7+}\r\na: b\r\nx
U~ \* 4 EXISTS
S~ e OK \[APPENDUID .*
C: f UID FETCH 1:* (UID) (CHANGEDSINCE ${copied})
S~ \* 4 FETCH \(UID 4 MODSEQ \((?P<last>[0-9]+)\)\)
S~ f OK .*
C: g STATUS INBOX (HIGHESTMODSEQ)
S: * STATUS INBOX (HIGHESTMODSEQ ${last})
S~ g OK .*
C: h STORE 1 FLAGS.SILENT (\Seen $x)
U~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \((?P<one>[0-9]+)\)).*\)
S~ h OK .*
# the same flags again are no change (3.1.11)
C: i STORE 1 FLAGS.SILENT ($x \Seen)
S~ i OK .*
C: j FETCH 1 MODSEQ
S: * 1 FETCH (MODSEQ (${one}))
S~ j OK .*
