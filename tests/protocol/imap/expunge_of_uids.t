# RFC 4315 2.1: only what is \Deleted and in the set goes
M: one
M: two
M: three
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b STORE 1:2 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c UID EXPUNGE 2:*
S: * 2 EXPUNGE
S~ c OK .*
C: d UID EXPUNGE 3
S~ d OK .*
C: e UID SEARCH ALL
S: * SEARCH 1 3
S~ e OK .*
C: f UID EXPUNGE
S~ f BAD .*
C: g UID EXPUNGE abc
S~ g BAD .*
C: h UID EXPUNGE 100:200
S~ h OK .*
