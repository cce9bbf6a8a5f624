# RFC 3501 6.3.11: the selected mailbox tells of the new message at once
L:
L2:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C2: a SELECT INBOX
U2~ \* 0 EXISTS
S2~ a OK .*
C: b APPEND INBOX (\Draft) {4+}\r\na: b
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 FLAGS
S~ \* 1 FETCH \(FLAGS \((?=.*\\Draft).*\)\)
S~ c OK .*
C2: b NOOP
U2~ \* 1 EXISTS
S2~ b OK .*
