# RFC 3501 6.4.6: with and without parentheses; +, -, none
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STORE 1 FLAGS (\Seen \Draft)
S~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?=.*\\Draft)(?!.*Flagged).*\)\)
S~ b OK .*
C: c STORE 1 FLAGS \Flagged
S~ \* 1 FETCH \(FLAGS \((?!.*\\Seen)(?!.*\\Draft)(?=.*\\Flagged).*\)\)
S~ c OK .*
C: d STORE 1 +flags \answered \SEEN
S~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?=.*\\Answered)(?=.*\\Flagged).*\)\)
S~ d OK .*
C: e STORE 1 -FLAGS (\Flagged)
S~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?=.*\\Answered)(?!.*\\Flagged).*\)\)
S~ e OK .*
# \Recent is not the client's to keep or take away: FLAGS () leaves it
C: f STORE 1 FLAGS ()
S: * 1 FETCH (FLAGS (\Recent))
S~ f OK .*
C: g STORE 1 +FLAGS ()
S: * 1 FETCH (FLAGS (\Recent))
S~ g OK .*
