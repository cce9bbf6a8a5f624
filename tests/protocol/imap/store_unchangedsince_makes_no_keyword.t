# RFC 7162 3.1.3: where the operation is not done, the keyword is not made
M: one
M: two
L:
C: a SELECT INBOX (CONDSTORE)
U~ \* 2 EXISTS
S~ a OK .*
C: b STORE 1:2 (UNCHANGEDSINCE 0) +FLAGS ($Refused)
N~ .*\$Refused.*
U~ \* 1 FETCH .*
S~ b OK \[MODIFIED 1:2\] .*
C: c EXAMINE INBOX
N~ \* FLAGS .*\$Refused.*
U~ \* 2 EXISTS
S~ c OK .*
C: d SELECT INBOX
U~ \* 2 EXISTS
S~ d OK .*
C: e STORE 1 +FLAGS (\Seen)
U~ \* 1 FETCH .*MODSEQ \((?P<since>[0-9]+)\)\)
S~ e OK .*
C: f STORE 2 +FLAGS (\Seen)
U~ \* 2 FETCH .*
S~ f OK .*
C: g STORE 1:2 (UNCHANGEDSINCE ${since}) +FLAGS ($Made)
U~ \* FLAGS .*\$Made.*
U~ \* 1 FETCH .*\$Made.*
S~ g OK \[MODIFIED 2\] .*
