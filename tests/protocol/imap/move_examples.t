# RFC 6851 3.3, 4.3: order of the answers; sets, "*", UIDs that are not there; \Deleted goes along; read only
M: one
M: two
M: three
M: four
M: five
L:
C: a CREATE foo
S~ a OK .*
C: b SELECT INBOX
U~ \* 5 EXISTS
S~ b OK .*
C: c STORE 2 +FLAGS.SILENT (\Deleted $Forwarded)
S~ c OK .*
C: d UID MOVE 2,4,40:50 foo
S~ \* OK \[COPYUID (?P<v>\d+) 2,4 1:2\].*
S: * 4 EXPUNGE
S: * 2 EXPUNGE
S~ d OK .*
C: e MOVE * foo
S~ \* OK \[COPYUID ${v} 5 3\].*
S: * 3 EXPUNGE
S~ e OK .*
C: f UID FETCH 1:* (UID)
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 3)
S~ f OK .*
C: k UID MOVE 0 foo
S~ k BAD .*
C: l UID MOVE 1
S~ l BAD .*
C: g EXAMINE foo
U~ \* 3 EXISTS
S~ g OK \[READ-ONLY\] .*
C: h FETCH 1 (FLAGS)
S~ \* 1 FETCH \(FLAGS \((?=.*\\Deleted)(?=.*\$Forwarded).*\)\)
S~ h OK .*
C: i MOVE 1 INBOX
S~ i NO .*
C: j STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S~ j OK .*
