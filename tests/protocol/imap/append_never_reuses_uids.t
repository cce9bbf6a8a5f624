# RFC 9051 2.3.1.1: no UID is used again, though the last message went; UIDNEXT stays ahead
M: one
M: two
L:
C: a SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[UIDNEXT 3\].*
S~ a OK .*
C: b STORE 1:2 +FLAGS.SILENT (\Deleted)
S~ b OK .*
C: c EXPUNGE
U~ \* 1 EXPUNGE
S~ c OK .*
C: d STATUS INBOX (UIDNEXT MESSAGES UIDVALIDITY)
S~ \* STATUS INBOX \((?=.*UIDNEXT 3)(?=.*MESSAGES 0)(?=.*UIDVALIDITY ${valid}).*\)
S~ d OK .*
C: e APPEND INBOX {7+}\r\na: b\r\nx
U~ \* 1 EXISTS
S~ e OK \[APPENDUID ${valid} 3\] .*
C: g LOGOUT
U~ \* BYE .*
S~ g OK .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
U2~ \* OK \[UIDVALIDITY ${valid}\].*
S2~ a OK .*
