# RFC 3501 6.4.8, RFC 4315, RFC 6851: only COPY FETCH STORE SEARCH EXPUNGE MOVE
M: one
L:
C: a UID FETCH 1 FLAGS
S~ a (BAD|NO) .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c UID
S~ c BAD .*
C: d UID NOOP
S~ d BAD .*
C: e UID SELECT INBOX
S~ e BAD .*
C: f uid fetch 1 flags
S~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \(\\Recent\)).*\)
S~ f OK .*
C: g UID FETCH
S~ g BAD .*
# the UID is in the answer once, whether asked for or not
C: h UID FETCH 1 (UID FLAGS)
S~ \* 1 FETCH \((?=.*UID 1)(?!.*UID.*UID).*\)
S~ h OK .*
C: i UID STORE 1 +FLAGS (\Seen)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ i OK .*
