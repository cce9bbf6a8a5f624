# RFC 8437 3: "If a mailbox was selected, the mailbox ceases to be selected, but no expunge event is generated."
M: one
M: two
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b STORE 1 +FLAGS (\Deleted)
U~ \* 1 FETCH .*
S~ b OK .*
C: c UNAUTHENTICATE
S~ c OK .*
C: d LOGIN $user "$password"
S~ d OK .*
# no mailbox is selected
C: e FETCH 1 FLAGS
S~ e BAD .*
C: f CLOSE
S~ f BAD .*
# and none was expunged
C: g SELECT INBOX
U~ \* 2 EXISTS
S~ g OK .*
C: h FETCH 1:2 FLAGS
S~ \* 1 FETCH \(FLAGS \((?=[^)]*\\Deleted).*\)\)
S~ \* 2 FETCH \(FLAGS \((?![^)]*\\Deleted).*\)\)
S~ h OK .*
