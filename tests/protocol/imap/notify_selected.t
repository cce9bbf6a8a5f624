# RFC 5465 5, 6.1.1: what was asked for comes at once, with no command at work
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b NOTIFY SET (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)]) MessageExpunge FlagChange))
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS (\Deleted)
S2~ \* 1 FETCH .*
S2~ b OK .*
S~ \* 1 FETCH \(UID 1 FLAGS \(.*\\Deleted.*\)\)
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
S: * 1 EXPUNGE
M: three
S: * 2 EXISTS
S~ \* [0-9]+ RECENT
S~ \* 2 FETCH \(UID 3 BODY\[HEADER.FIELDS \(SUBJECT\)\] \{[0-9]+\}\r\nSubject: three\r\n\r\n\)
# the same in IDLE (section 4)
C: c IDLE
S~ \+.*
C2: d STORE 1 +FLAGS (\Flagged)
U2~ \* 1 FETCH .*
S2~ d OK .*
S~ \* 1 FETCH \(UID 2 FLAGS \(.*\\Flagged.*\)\)
C: DONE
S~ c OK .*
# NONE: nothing is told at all
C: d NOTIFY NONE
S~ d OK .*
C2: e STORE 1 -FLAGS (\Flagged)
U2~ \* 1 FETCH .*
S2~ e OK .*
C: e NOOP
S~ e OK .*
