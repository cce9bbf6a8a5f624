# Each user has \Seen of their own in a shared mailbox; other flags are common; the owner's \Recent stays
M: one
M: two
L:
C: a SETACL INBOX $other lrswit
S~ a OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b SELECT #shared.$local@example^org.INBOX
U2~ \* 2 EXISTS
U2~ \* OK \[UNSEEN 1\].*
U2~ \* OK \[PERMANENTFLAGS \(.*\\Seen.*\\\*\)\].*
S2~ b OK \[READ-WRITE\] .*
C2: c FETCH 1 BODY[TEXT]
U2~ \* 1 FETCH .*\\Seen.*
S2~ c OK .*
C2: d STORE 2 +FLAGS (\Flagged)
S2~ \* 2 FETCH \(.*\\Flagged.*\)
S2~ d OK .*
C2: e STATUS #shared.$local@example^org.INBOX (UNSEEN)
S2~ \* STATUS \S+ \(UNSEEN 1\)
S2~ e OK .*
C2: f SEARCH UNSEEN
S2~ \* SEARCH 2
S2~ f OK .*
C: b STATUS INBOX (UNSEEN)
S~ \* STATUS "?INBOX"? \(UNSEEN 2\)
S~ b OK .*
C: c SELECT INBOX
U~ \* 2 RECENT
S~ c OK .*
C: d FETCH 1:2 FLAGS
S~ \* 1 FETCH \(FLAGS \(\\Recent\)\)
S~ \* 2 FETCH \(FLAGS \(\\Flagged \\Recent\)\)
S~ d OK .*
C: e STORE 2 +FLAGS.SILENT (\Seen)
S~ e OK .*
C2: g FETCH 1:2 FLAGS
U2~ \* 1 FETCH \(FLAGS \(\\Seen.*
U2~ \* 2 FETCH \(FLAGS \(\\Flagged( \\Recent)?\)\)
S2~ g OK .*
C2: h STORE 1 -FLAGS (\Seen)
U2~ \* 1 FETCH \(FLAGS \((\\Recent)?\)\)
S2~ h OK .*
C3: a LOGIN $other "$password"
S3~ a OK .*
C3: b EXAMINE #shared.$local@example^org.INBOX
U3~ \* 2 EXISTS
S3~ b OK \[READ-ONLY\] .*
C3: c SEARCH UNSEEN
S3~ \* SEARCH 1 2
S3~ c OK .*
