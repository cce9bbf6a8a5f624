# RFC 5182 2.1: "$" in every command that takes a set; what others expunge leaves it; a
# failed SELECT of another mailbox ends it, new mail does not come into it
M: one
M: two
M: three
M: four
L:
L2:
C: a CREATE Other
S~ a OK .*
C: b SELECT INBOX
U~ \* 4 EXISTS
S~ b OK .*
C: c UID SEARCH RETURN (SAVE) ALL
S~ c OK .*
M: five
C2: a SELECT INBOX
U2~ \* 5 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 2 EXPUNGE
S2~ c OK .*
C: d NOOP
U~ \* 2 EXPUNGE
S~ d OK .*
C: e UID SEARCH $
S: * SEARCH 1 3 4
S~ e OK .*
C: f SEARCH UID $
S: * SEARCH 1 2 3
S~ f OK .*
C: g UID SORT (ARRIVAL) UTF-8 $
S: * SORT 1 3 4
S~ g OK .*
C: h UID STORE $ +FLAGS (\Flagged)
U~ \* 1 FETCH .*
U~ \* 2 FETCH .*
U~ \* 3 FETCH .*
N~ \* 4 FETCH .*
S~ h OK .*
C: i SEARCH RETURN (SAVE MAX) $
S: * ESEARCH (TAG "i") MAX 3
S~ i OK .*
C: j UID MOVE $ Other
U~ \* OK \[COPYUID [0-9]+ 4 1\].*
U~ \* 3 EXPUNGE
S~ j OK .*
C: k SEARCH $
S: * SEARCH
S~ k OK .*
C: l SEARCH RETURN (SAVE COUNT MIN) DRAFT
S~ \* ESEARCH \(TAG "l"\) COUNT 0
S~ l OK .*
C: m MOVE $ Other
N~ .*EXPUNGE.*
S~ m OK .*
C: n SEARCH RETURN (SAVE) 1
S~ n OK .*
C: o STORE $ +FLAGS.SILENT (\Deleted)
S~ o OK .*
C: p UID EXPUNGE $
S: * 1 EXPUNGE
S~ p OK .*
C: q UID SEARCH ALL
S: * SEARCH 3 5
S~ q OK .*
C: s EXAMINE INBOX
U~ \* 2 EXISTS
S~ s OK .*
C: t FETCH $ (FLAGS)
S~ t OK .*
