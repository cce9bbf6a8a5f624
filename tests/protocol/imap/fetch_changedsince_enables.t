# RFC 7162 3.1: FETCH with CHANGEDSINCE is a CONDSTORE enabling command
M: one
L:
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b UID FETCH 1:* (FLAGS) (changedsince ${high})
S~ \* OK \[HIGHESTMODSEQ ${high}\].*
S~ b OK .*
C: c STORE 1 +FLAGS.SILENT (\Answered)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ c OK .*
C: d SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?!${high}\])[1-9][0-9]*\].*
S~ d OK .*
