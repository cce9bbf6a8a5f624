# RFC 9586 3: no message numbers, neither way
M: one
M: two
M: three
L:
C: a ENABLE UIDONLY
S: * ENABLED UIDONLY
S~ a OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
N~ .*\[UNSEEN.*
S~ b OK \[READ-WRITE\] .*
C: c FETCH 1 FLAGS
S~ c BAD \[UIDREQUIRED\] .*
C: d STORE 1 +FLAGS (\Seen)
S~ d BAD \[UIDREQUIRED\] .*
C: e SEARCH ALL
S~ e BAD \[UIDREQUIRED\] .*
C: f COPY 1 Copies
S~ f BAD \[UIDREQUIRED\] .*
C: g MOVE 1 Copies
S~ g BAD \[UIDREQUIRED\] .*
C: h UID SEARCH 1:2
S~ h BAD \[UIDREQUIRED\] .*
C: h2 UID SEARCH NOSUCHKEY
S~ h2 BAD [^[].*
C: i UID FETCH 2 (FLAGS RFC822.SIZE)
S~ \* 2 UIDFETCH \(FLAGS \(.*\) RFC822.SIZE \d+\)
S~ i OK .*
C: j UID FETCH 2 (UID FLAGS)
S~ \* 2 UIDFETCH \(UID 2 FLAGS \(.*\)\)
S~ j OK .*
C: k UID STORE 1:2 +FLAGS (\Deleted)
S~ \* 1 UIDFETCH \(FLAGS \(.*\\Deleted.*\)\)
S~ \* 2 UIDFETCH \(FLAGS \(.*\\Deleted.*\)\)
S~ k OK .*
C: l UID SEARCH DELETED
U~ \* SEARCH 1 2
S~ l OK .*
# EXPUNGE names no message
C: m EXPUNGE
S: * VANISHED 1:2
S~ m OK .*
# what others do is told by UIDs too
L2:
C2: x SELECT INBOX
U2~ \* 1 EXISTS
S2~ x OK .*
C2: y STORE 1 +FLAGS.SILENT (\Flagged)
S2~ y OK .*
C: n NOOP
S~ \* 3 UIDFETCH \(FLAGS \(.*\\Flagged.*\)\)
S~ n OK .*
C2: z STORE 1 +FLAGS.SILENT (\Deleted)
S2~ z OK .*
C2: zz EXPUNGE
S2: * 1 EXPUNGE
S2~ zz OK .*
C: o NOOP
U~ \* VANISHED 3
S~ o OK .*
# the body of a message, with its \Seen
M: four
C: p NOOP
U~ \* 1 EXISTS
S~ p OK .*
C: q UID FETCH 4 BODY[TEXT]
U~ \* 4 UIDFETCH \(BODY\[TEXT\] \{\d+\}.*
S~ q OK .*
