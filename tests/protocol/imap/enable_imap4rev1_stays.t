# RFC 5161 3.1: ENABLE in the selected state is free to be OK; nothing else changes
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b ENABLE X-NONE
U~ \* ENABLED ?
S~ b OK .*
C: c FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S~ c OK .*
