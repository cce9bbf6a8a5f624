# RFC 3501 6.3.1, 6.3.2, 7.2.6
M: one
M: two
L:
C: a EXAMINE INBOX
U~ \* FLAGS \(.*\\Seen.*\)
U~ \* OK \[PERMANENTFLAGS \(\)\] .*
U~ \* 2 EXISTS
U~ \* 2 RECENT
U~ \* OK \[UNSEEN 1\] .*
U~ \* OK \[UIDVALIDITY \d+\] .*
U~ \* OK \[UIDNEXT 3\] .*
S~ a OK \[READ-ONLY\] .*
C: b STORE 1 +FLAGS (\Seen)
S~ b NO .*
C: c EXPUNGE
S~ c NO .*
C: d SELECT INBOX
U~ \* OK \[PERMANENTFLAGS \(.*\\\*\)\] .*
U~ \* 2 RECENT
S~ d OK \[READ-WRITE\] .*
C: e SELECT INBOX
U~ \* 0 RECENT
S~ e OK .*
# RFC 3501 6.3.1: a failed SELECT leaves no mailbox selected
C: f SELECT nope
S~ \* OK \[CLOSED\].*
S~ f NO \[NONEXISTENT\] .*
C: g CHECK
S~ g BAD .*
C: h STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN)
S: * STATUS INBOX (MESSAGES 2 RECENT 0 UIDNEXT 3 UNSEEN 2)
S~ h OK .*
C: i SELECT INBOX
U~ \* 2 EXISTS
S~ i OK .*
C: j UNSELECT
S~ j OK .*
C: k CLOSE
S~ k BAD .*
