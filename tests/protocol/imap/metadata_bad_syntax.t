# RFC 5464 3.2, 5: entry names that can't be are BAD
L:
C: a GETMETADATA INBOX comment
S~ a BAD .*
C: b GETMETADATA INBOX /comment
S~ b BAD .*
C: c GETMETADATA INBOX /private//comment
S~ c BAD .*
C: d GETMETADATA INBOX /private/comment/
S~ d BAD .*
C: e GETMETADATA INBOX "/private/com*"
S~ e BAD .*
C: f GETMETADATA INBOX "/private/com%"
S~ f BAD .*
C: g SETMETADATA INBOX ("/private/\xc3\xa4" "x")
S~ g BAD .*
C: h GETMETADATA INBOX
S~ h BAD .*
C: i GETMETADATA INBOX ()
S~ i BAD .*
C: j SETMETADATA INBOX (/private/a)
S~ j BAD .*
C: k SETMETADATA INBOX /private/a "x"
S~ k BAD .*
C: l SETMETADATA INBOX (/private/a "x"
S~ l BAD .*
C: m SETMETADATA INBOX (/private/a "x") y
S~ m BAD .*
C: n SETMETADATA INBOX ()
S~ n BAD .*
C: o SETMETADATA INBOX (/private "x")
S~ o BAD .*
C: p NOOP
S~ p OK .*
