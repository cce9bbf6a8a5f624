# RFC 5465 3.1: no FlagChange asked for, no FETCH told
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b NOTIFY SET (selected (MessageNew MessageExpunge))
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Flagged)
S2~ \* 1 FETCH .*
S2~ b OK .*
C: c NOOP
S~ c OK .*
# what the client does itself is answered as ever
C: d STORE 1 +FLAGS (\Answered)
S~ \* 1 FETCH \(.*FLAGS \(.*\\Answered.*\)\)
S~ d OK .*
# no group for the selected one: nothing of its messages
C: e NOTIFY SET (mailboxes nosuch (MessageNew MessageExpunge))
S~ e OK .*
M: two
C: f NOOP
S~ f OK .*
