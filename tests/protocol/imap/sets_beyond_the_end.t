# RFC 3501 9: "Message sequence numbers … greater than the number of messages" are an error
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 2 UID
S~ b BAD .*
C: c STORE 2 +FLAGS (\Seen)
S~ c BAD .*
C: d COPY 2 INBOX
S~ d BAD .*
# UIDs that are not there are no error (6.4.8)
C: e UID FETCH 2 FLAGS
S~ e OK .*
C: f UID STORE 2 +FLAGS (\Seen)
S~ f OK .*
C: g UID COPY 2 INBOX
S~ g OK .*
