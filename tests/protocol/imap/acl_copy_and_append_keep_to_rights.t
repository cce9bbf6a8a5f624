# RFC 4314 4: what goes into a mailbox loses the flags that the rights do not cover; MOVE needs t and e
A<< INBOX (\Deleted \Flagged \Answered)
Subject: one

x
>>
L:
C: a CREATE Target
S~ a OK .*
C: b SETACL Target $other lrsti
S~ b OK .*
C: c SETACL INBOX $other lri
S~ c OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b SELECT #shared.$local@example^org.INBOX
U2~ \* 1 EXISTS
S2~ b OK .*
C2: c COPY 1 #shared.$local@example^org.Target
S2~ c OK \[COPYUID \d+ 1 1\] .*
C2: d MOVE 1 #shared.$local@example^org.Target
S2~ d NO \[NOPERM\] .*
C2: e APPEND #shared.$local@example^org.Target (\Flagged \Deleted work) {4+}\r\na: b
S2~ e OK \[APPENDUID \d+ 2\] .*
C2: f COPY 1 INBOX
S2~ f OK \[COPYUID \d+ 1 1\] .*
C2: g EXAMINE INBOX
U2~ \* 1 EXISTS
S2~ g OK .*
C2: h FETCH 1 FLAGS
S2~ \* 1 FETCH \(FLAGS \(\\Answered \\Flagged \\Deleted( \\Recent)?\)\)
S2~ h OK .*
C: d SELECT Target
U~ \* 2 EXISTS
S~ d OK .*
C: e FETCH 1:2 FLAGS
S~ \* 1 FETCH \(FLAGS \(\\Deleted( \\Recent)?\)\)
S~ \* 2 FETCH \(FLAGS \(\\Deleted( \\Recent)?\)\)
S~ e OK .*
C: f SETACL INBOX $other +te
S~ f OK .*
C2: i SELECT #shared.$local@example^org.INBOX
U2~ \* 1 EXISTS
S2~ i OK .*
C2: j MOVE 1 INBOX
U2~ \* OK \[COPYUID \d+ 1 2\].*
U2~ \* 1 EXPUNGE
S2~ j OK .*
C: g STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 0\)
S~ g OK .*
