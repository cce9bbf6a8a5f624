# RFC 7162 3.1.3 example 5: the first conditional STORE switches mod-sequences on
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STORE 1 (UNCHANGEDSINCE 0) +FLAGS.SILENT (\Deleted)
S~ \* OK \[HIGHESTMODSEQ [0-9]+\].*
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\) MODSEQ \(.*\)\)
S~ b OK \[MODIFIED 1\] .*
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S~ \* 1 FETCH \(UID 1 MODSEQ \([0-9]+\)\)
S~ c OK .*
# what is set already changes no mod-sequence (3.1.11)
C: d STORE 1 +FLAGS.SILENT (\Deleted)
S~ d OK .*
