# RFC 4314 3: NO for a mailbox that is not there; rights for everybody are the administrator's to allow
L:
C: a SETACL none $other lr
S~ a NO \[NONEXISTENT\] .*
C: b GETACL none
S~ b NO \[NONEXISTENT\] .*
C: c DELETEACL none $other
S~ c NO \[NONEXISTENT\] .*
C: d LISTRIGHTS none $other
S~ d NO \[NONEXISTENT\] .*
C: e MYRIGHTS none
S~ e NO \[NONEXISTENT\] .*
C: f SETACL INBOX anyone lr
S~ f NO \[NOPERM\] .*
C: g SETACL INBOX authenticated lr
S~ g NO \[NOPERM\] .*
C: h SETACL INBOX -anyone lr
S~ h OK .*
C: i SETACL INBOX anyone -lr
S~ i OK .*
