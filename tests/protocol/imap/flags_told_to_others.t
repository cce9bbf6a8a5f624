# RFC 3501 5.2, 7.4.2: changes of another session come as FETCH with FLAGS
M: one
L:
L2:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Answered NewWord)
U2~ \* 1 FETCH .*
S2~ b OK .*
# a keyword that is new here is told of first
C: b NOOP
U~ \* FLAGS \((?=.*NewWord).*\)
U~ \* 1 FETCH \(FLAGS \((?=.*\\Answered)(?=.*NewWord).*\)\)
S~ b OK .*
# and only once
N~ \* 1 FETCH.*
C: c NOOP
S~ c OK .*
