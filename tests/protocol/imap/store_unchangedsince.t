# RFC 7162 3.1.3: what changed meanwhile is left alone and named in MODIFIED; another changed one of them too, so flags may be told with .SILENT
M: one
M: two
M: three
L:
L2:
C: a SELECT INBOX (CONDSTORE)
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 3 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS.SILENT (\Answered)
S2~ b OK .*
C: b STORE 1:3 (UNCHANGEDSINCE ${high}) +FLAGS.SILENT (\Deleted)
U~ \* 1 FETCH \(UID 1 (FLAGS \([^)]*\) )?MODSEQ \([0-9]+\)\)
U~ \* 2 FETCH \(UID 2 FLAGS \((?!.*\\Deleted).*\\Answered.*\) MODSEQ \([0-9]+\)\)
U~ \* 3 FETCH \(UID 3 (FLAGS \([^)]*\) )?MODSEQ \((?P<after>[0-9]+)\)\)
N~ \* 2 FETCH .*\\Deleted.*
S~ b OK \[MODIFIED 2\] .*
C: c UID STORE 3,1 (UNCHANGEDSINCE ${after}) -FLAGS.SILENT \Deleted
U~ \* 1 FETCH \(UID 1 MODSEQ .*
U~ \* 3 FETCH \(UID 3 MODSEQ .*
N~ .*MODIFIED.*
S~ c OK [^\[].*
C: d UID STORE 2:3 (UNCHANGEDSINCE 0) FLAGS (\Draft)
U~ \* 2 FETCH .*
S~ d OK \[MODIFIED 2:3\] .*
C: e STORE 3,1:3 (UNCHANGEDSINCE 9223372036854775807) +FLAGS.SILENT ($Work)
N~ .*MODIFIED.*
U~ \* 2 FETCH \(UID 2 MODSEQ .*
S~ e OK [^\[].*
C: f STORE 1 (UNCHANGEDSINCE) +FLAGS (\Seen)
S~ f BAD .*
C: g STORE 1 (UNCHANGEDSINCE 9223372036854775808) +FLAGS (\Seen)
S~ g BAD .*
C: h STORE 1 () +FLAGS (\Seen)
S~ h BAD .*
