# RFC 7162 3.2.8: CLOSE tells neither VANISHED nor HIGHESTMODSEQ
M: one
L:
C: e ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ e OK .*
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Deleted)
U~ \* 1 FETCH .*
S~ b OK .*
C: c CLOSE
S~ c OK [^\[].*
C: d SELECT INBOX
U~ \* 0 EXISTS
S~ d OK .*
