# RFC 5464 4.1: renamed with the mailbox, copied from INBOX, gone with the mailbox
L:
C: a CREATE x
S~ a OK .*
C: b SETMETADATA x (/shared/comment "c")
S~ b OK .*
C: c RENAME x y
S~ c OK .*
C: d GETMETADATA y /shared/comment
S: * METADATA y (/shared/comment "c")
S~ d OK .*
C: e DELETE y
S~ e OK .*
C: f CREATE y
S~ f OK .*
C: g GETMETADATA y /shared/comment
S: * METADATA y (/shared/comment NIL)
S~ g OK .*
C: h SETMETADATA INBOX (/private/comment "kept")
S~ h OK .*
C: i RENAME INBOX z
S~ i OK .*
C: j GETMETADATA z /private/comment
S: * METADATA z (/private/comment "kept")
S~ j OK .*
C: k GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment "kept")
S~ k OK .*
