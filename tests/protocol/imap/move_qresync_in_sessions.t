# RFC 7162 3.2: MOVE raises the mod-sequence of both mailboxes; who has enabled QRESYNC hears
# VANISHED, who has not EXPUNGE
M: one
M: two
M: three
L:
L2:
L3:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C2: a ENABLE QRESYNC
S2: * ENABLED QRESYNC
S2~ a OK .*
C: b CREATE Other
S~ b OK .*
C: c STATUS Other (HIGHESTMODSEQ)
S~ \* STATUS Other \(HIGHESTMODSEQ (?P<other>[0-9]+)\)
S~ c OK .*
C: d SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ d OK .*
C2: b SELECT INBOX
U2~ \* 3 EXISTS
S2~ b OK .*
C3: b SELECT INBOX
U3~ \* 3 EXISTS
S3~ b OK .*
C: e UID MOVE 3,1 Other
U~ \* OK \[COPYUID [0-9]+ (1,3 1:2|3,1 1:2)\].*
U~ \* VANISHED 1,3
S~ e OK \[HIGHESTMODSEQ (?!${high}\])[0-9]+\] .*
C2: c NOOP
U2~ \* VANISHED 1,3
N2~ .*EXPUNGE.*
S2~ c OK .*
C3: c NOOP
U3~ \* [13] EXPUNGE
N3~ .*VANISHED.*
S3~ c OK .*
C: f STATUS Other (HIGHESTMODSEQ MESSAGES)
S~ \* STATUS Other \((?=.*MESSAGES 2)(?=.*HIGHESTMODSEQ (?!${other}\b)[0-9]+).*\)
S~ f OK .*
