# RFC 8437 4.1: "an implicit CANCELUPDATE for all server contexts"; NOTIFY "reverts to default"
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH RETURN (UPDATE COUNT) ALL
S~ \* ESEARCH \(TAG "b"\) COUNT 1
S~ b OK .*
C: c NOTIFY SET (SELECTED (MessageNew MessageExpunge)) (PERSONAL (MessageNew MessageExpunge))
S~ c OK .*
C: d UNAUTHENTICATE
S~ d OK .*
C: e LOGIN $user "$password"
S~ e OK .*
C: f CREATE Box
S~ f OK .*
C: g SELECT INBOX
U~ \* 1 EXISTS
S~ g OK .*
# the context is unknown now
C: h CANCELUPDATE "b"
S~ h BAD .*
M: two
C: i NOOP
U~ \* 2 EXISTS
N~ \* ESEARCH .*
N~ \* STATUS .*
S~ i OK .*
C: j UNSELECT
S~ j OK .*
M: three
# INBOX is not told by STATUS when it is not asked for
C: k NOOP
N~ \* STATUS .*
S~ k OK .*
