# RFC 7162 3.1.3: MODIFIED has message numbers for STORE, UIDs for UID STORE
M: one
M: two
M: three
M: four
M: five
L:
L2:
C: a SELECT INBOX (CONDSTORE)
U~ \* 5 EXISTS
S~ a OK .*
C: b STORE 1 +FLAGS.SILENT (\Deleted)
U~ \* 1 FETCH .*
S~ b OK .*
C: c EXPUNGE
S: * 1 EXPUNGE
S~ c OK .*
C: d SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ d OK .*
C2: a SELECT INBOX
U2~ \* 4 EXISTS
S2~ a OK .*
C2: b UID STORE 3,5 +FLAGS.SILENT (\Answered)
S2~ b OK .*
# FLAGS without + or - can not be split by flags (3.1.12)
C: e UID STORE 5,3,4 (UNCHANGEDSINCE ${high}) FLAGS.SILENT (\Draft)
U~ \* 3 FETCH \((?=.*UID 4)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ e OK \[MODIFIED 3,5\] .*
C: f STORE 4,2,1 (unchangedsince ${high}) FLAGS (\Flagged)
U~ \* 1 FETCH \((?=.*UID 2)(?=.*\\Flagged)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
S~ f OK \[MODIFIED 2,4\] .*
# example 4: "*"; 7 in the example: named twice, it must not fail the second time
C: g STORE * (UNCHANGEDSINCE 9000000000000000000) +FLAGS.SILENT (\Deleted $Processed)
U~ \* 4 FETCH \((?=.*UID 5)(?=.*MODSEQ \((?P<now>[1-9][0-9]*)\)).*\)
S~ g OK [^[].*
C: h STORE 4,1:4 (UNCHANGEDSINCE ${now}) +FLAGS.SILENT ($Twice)
U~ \* 4 FETCH \((?=.*UID 5)(?=.*MODSEQ \([1-9][0-9]*\)).*\)
N~ .*MODIFIED.*
S~ h OK [^[].*
# example 8: no mod-sequence is 0
C: i STORE 4 (UNCHANGEDSINCE 0) +FLAGS.SILENT ($MDNSent)
N~ \* 4 FETCH .*\$MDNSent.*
S~ i OK \[MODIFIED 4\] .*
# 7: only a single UNCHANGEDSINCE
C: j STORE 4 (UNCHANGEDSINCE 1 UNCHANGEDSINCE 2) +FLAGS.SILENT ($MDNSent)
S~ j BAD .*
C: k STORE 4 (UNCHANGEDSINCE x) +FLAGS ($MDNSent)
S~ k BAD .*
C: l STORE 4 (CHANGEDSINCE 1) +FLAGS ($MDNSent)
S~ l BAD .*
