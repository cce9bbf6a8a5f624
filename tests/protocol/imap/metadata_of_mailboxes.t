# RFC 5464 4.2, 4.3, 4.4.1
L:
C: a SETMETADATA INBOX (/private/comment {33}
I: My new comment across\r\ntwo lines.)
S~ a OK .*
C: b GETMETADATA "INBOX" /private/comment
S: * METADATA INBOX (/private/comment {33}\r\nMy new comment across\r\ntwo lines.)
S~ b OK .*
C: c SETMETADATA INBOX (/private/comment "My own" /shared/comment "for \"you\"")
S~ c OK .*
C: d GETMETADATA INBOX (/shared/comment /private/comment)
S: * METADATA INBOX (/shared/comment "for \"you\"" /private/comment "My own")
S~ d OK .*
C: e GETMETADATA INBOX /private/comment /shared/comment
S: * METADATA INBOX (/private/comment "My own" /shared/comment "for \"you\"")
S~ e OK .*
# names compare without case
C: f GETMETADATA INBOX /PRIVATE/Comment
S~ \* METADATA INBOX \(/PRIVATE/Comment "My own"\)
S~ f OK .*
C: g SETMETADATA INBOX (/private/comment NIL)
S~ g OK .*
C: h GETMETADATA INBOX (/private/comment)
S: * METADATA INBOX (/private/comment NIL)
S~ h OK .*
# an empty value is a value
C: i SETMETADATA INBOX (/private/comment "")
S~ i OK .*
C: j GETMETADATA INBOX (/private/comment)
S: * METADATA INBOX (/private/comment "")
S~ j OK .*
C: k GETMETADATA nope /private/comment
S~ k NO \[NONEXISTENT\] .*
C: l SETMETADATA nope (/private/comment "x")
S~ l NO \[NONEXISTENT\] .*
# binary
C: m SETMETADATA INBOX (/shared/vendor/x/b ~{3+}\r\na\x00b)
S~ m OK .*
C: n GETMETADATA INBOX /shared/vendor/x/b
S: * METADATA INBOX (/shared/vendor/x/b ~{3}\r\na\x00b)
S~ n OK .*
