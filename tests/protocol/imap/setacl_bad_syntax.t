# RFC 4314 3.1: a right that there is not is BAD, never passed over; 3: an empty identifier is BAD
L:
C: a SETACL INBOX $other lrQswicda
S~ a BAD .*
C: b SETACL INBOX $other lrqswicda
S~ b BAD .*
C: c SETACL INBOX "" lr
S~ c BAD .*
C: d SETACL INBOX $other
S~ d BAD .*
C: e SETACL INBOX
S~ e BAD .*
C: f SETACL INBOX $other lr x
S~ f BAD .*
C: g DELETEACL INBOX
S~ g BAD .*
C: h GETACL
S~ h BAD .*
C: i GETACL INBOX x
S~ i BAD .*
C: j LISTRIGHTS INBOX
S~ j BAD .*
C: k MYRIGHTS
S~ k BAD .*
C: l MYRIGHTS INBOX x
S~ l BAD .*
C: m SETACL INBOX "a b" lr
S~ m BAD .*
C: n SETACL INBOX a/../b lr
S~ n BAD .*
C: o GETACL INBOX
S~ \* ACL "?INBOX"? "?$user"? lrswipkxteacd
S~ o OK .*
