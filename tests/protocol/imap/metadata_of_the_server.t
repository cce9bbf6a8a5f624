# RFC 5464 3.2.1.1, 4.2: an empty name is the server
L:
C: a SETMETADATA "" (/private/comment "mine" /private/vendor/x/y "z")
S~ a OK .*
C: b GETMETADATA "" (/private/comment /private/vendor/x/y)
S: * METADATA "" (/private/comment "mine" /private/vendor/x/y "z")
S~ b OK .*
# what all would see, a user can't change
C: c SETMETADATA "" (/shared/comment "x")
S~ c NO \[NOPERM\] .*
C: d SETMETADATA "" (/shared/admin "mailto:x@example.org")
S~ d NO \[NOPERM\] .*
C: e GETMETADATA "" /shared/comment
S: * METADATA "" (/shared/comment NIL)
S~ e OK .*
# nothing of it is the mailbox's
C: f GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment NIL)
S~ f OK .*
