# RFC 6785 2.2.2: what is copied or moved into a mailbox runs its script, the original does not
P<< mark
require ["environment", "imapsieve", "imap4flags", "variables"];
if environment :matches "imap.cause" "*" { addflag "${1}"; }
if environment :is "imap.changedflags" "" { addflag "New"; }
>>
M: one
M: two
M: three
L:
C: a CREATE Box
S~ a OK .*
C: b SETMETADATA Box (/shared/imapsieve/script "mark")
S~ b OK .*
C: c SELECT INBOX
U~ \* 3 EXISTS
S~ c OK .*
C: d COPY 1:2 Box
S~ d OK .*
C: e UID COPY 2 Box
S~ e OK .*
C: f SEARCH KEYWORD New
S: * SEARCH
S~ f OK .*
C: g UID MOVE 3 Box
U~ \* 3 EXPUNGE
S~ g OK .*
C: h SELECT Box
U~ \* 4 EXISTS
S~ h OK .*
C: i SEARCH KEYWORD New KEYWORD COPY
S: * SEARCH 1 2 3 4
S~ i OK .*
# out of it none runs
C: j MOVE 4 INBOX
U~ \* 4 EXPUNGE
S~ j OK .*
# a copy in the same mailbox is one more
C: k STORE 1:3 FLAGS.SILENT ()
U~ \* 3 FETCH \(FLAGS \(FLAG.*\)\)
S~ k OK .*
C: l COPY 1 Box
U~ \* 4 EXISTS
S~ l OK .*
C: m SEARCH KEYWORD COPY
S: * SEARCH 4
S~ m OK .*
C: n SELECT INBOX
U~ \* 3 EXISTS
S~ n OK .*
