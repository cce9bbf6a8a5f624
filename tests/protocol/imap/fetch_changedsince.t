# RFC 7162 3.1.4.1: only what has a higher mod-sequence; it implies MODSEQ
M: one
M: two
M: three
L:
C: a SELECT INBOX (CONDSTORE)
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b FETCH 1:* (FLAGS) (CHANGEDSINCE ${high})
S~ b OK .*
C: c STORE 2 +FLAGS (\Flagged)
S~ \* 2 FETCH \(.*MODSEQ \((?P<flagged>[0-9]+)\)\)
S~ c OK .*
C: d FETCH 1:* (FLAGS) (CHANGEDSINCE ${high})
S~ \* 2 FETCH \(FLAGS \(.*\\Flagged.*\) MODSEQ \(${flagged}\)\)
S~ d OK .*
C: e UID FETCH 1:* FLAGS (CHANGEDSINCE ${high})
S~ \* 2 FETCH \(UID 2 FLAGS \(.*\\Flagged.*\) MODSEQ \(${flagged}\)\)
S~ e OK .*
C: f UID FETCH 1,3 (FLAGS) (CHANGEDSINCE ${high})
S~ f OK .*
C: g FETCH 1:* FAST (CHANGEDSINCE ${high})
S~ \* 2 FETCH \(FLAGS .* MODSEQ \(${flagged}\)\)
S~ g OK .*
C: h FETCH 1:* (UID) (CHANGEDSINCE 1)
U~ \* 2 FETCH \(UID 2 MODSEQ \(${flagged}\)\)
U~ \* 3 FETCH \(UID 3 MODSEQ \(${high}\)\)
S~ h OK .*
M: four
C: i NOOP
U~ \* 4 EXISTS
S~ i OK .*
C: j UID FETCH 1:* (MODSEQ) (CHANGEDSINCE ${flagged})
S~ \* 4 FETCH \(UID 4 MODSEQ \([0-9]+\)\)
S~ j OK .*
C: k FETCH 1 (FLAGS) (CHANGEDSINCE)
S~ k BAD .*
C: l FETCH 1 (FLAGS) ()
S~ l BAD .*
C: m FETCH 1 (FLAGS) (NOSUCH 1)
S~ m BAD .*
C: n UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)
S~ n BAD .*
