# RFC 7162 3.1: the first command about it, with a mailbox selected, tells HIGHESTMODSEQ
M: one
L:
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH \(FLAGS \(.*\\Flagged.*\)\)
S~ b OK .*
C: c ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S~ \* OK \[HIGHESTMODSEQ (?!${high}\])[0-9]+\].*
S~ c OK .*
C: d ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S~ d OK .*
C: e STORE 1 -FLAGS (\Flagged)
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\) MODSEQ \([0-9]+\)\)
S~ e OK .*
C: f FETCH 1 (FLAGS)
S~ \* 1 FETCH \(FLAGS \([^)]*\)\)
S~ f OK .*
