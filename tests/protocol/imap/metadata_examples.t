# RFC 5464 4.2, 4.3: the examples; several entries, deep ones, and the end of an entry
L:
C: a SETMETADATA "" (/private/comment "Shared comment")
S~ a OK .*
C: b GETMETADATA "" /private/comment
S: * METADATA "" (/private/comment "Shared comment")
S~ b OK .*
C: c SETMETADATA "INBOX" (/shared/comment "Shared" /private/comment "Private")
S~ c OK .*
C: d GETMETADATA "INBOX" (/shared/comment /private/comment)
S: * METADATA INBOX (/shared/comment "Shared" /private/comment "Private")
S~ d OK .*
# 4.2.1: LONGENTRIES is the size of the biggest left out
C: e GETMETADATA "INBOX" (MAXSIZE 6) (/shared/comment /private/comment)
S: * METADATA INBOX (/shared/comment "Shared")
S~ e OK \[METADATA LONGENTRIES 7\] .*
C: f GETMETADATA "INBOX" (MAXSIZE 0) (/shared/comment /private/comment)
S~ f OK \[METADATA LONGENTRIES 7\] .*
C: f2 GETMETADATA "INBOX" (MAXSIZE 7) (/shared/comment)
S: * METADATA INBOX (/shared/comment "Shared")
S~ f2 OK (?!\[METADATA).*
# 4.2.2: DEPTH 0, 1, infinity
C: g SETMETADATA INBOX (/private/f/a "1" /private/f/a/b "2" /private/f/a/b/c "3" /private/fa "4")
S~ g OK .*
C: h GETMETADATA (DEPTH 1) INBOX (/private/f)
S: * METADATA INBOX (/private/f/a "1")
S~ h OK .*
C: i GETMETADATA (DEPTH infinity) INBOX (/private/f)
U~ \* METADATA INBOX \((?=.*/private/f/a "1")(?=.*/private/f/a/b "2")(?=.*/private/f/a/b/c "3")(?!.*/private/fa).*\)
S~ i OK .*
C: j GETMETADATA (DEPTH 0) INBOX (/private/f /private/fa)
U~ \* METADATA INBOX \((?=.*/private/fa "4").*\)
S~ j OK .*
# taken away one by one
C: k SETMETADATA INBOX (/private/f/a NIL /private/fa nil)
S~ k OK .*
C: l GETMETADATA (DEPTH infinity) INBOX (/private)
U~ \* METADATA INBOX \((?=.*/private/f/a/b "2")(?!.*/private/f/a ")(?!.*/private/fa).*\)
S~ l OK .*
# what was never there can be taken away
C: m SETMETADATA INBOX (/private/vendor/none/x NIL)
S~ m OK .*
# neither NIL in quotes nor the word alone is the same
C: n SETMETADATA INBOX (/private/comment "NIL")
S~ n OK .*
C: o GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment "NIL")
S~ o OK .*
# the same entry twice: one of both stays
C: p SETMETADATA INBOX (/private/comment "first" /private/comment "last")
S~ p OK .*
C: q GETMETADATA INBOX /private/comment
S~ \* METADATA INBOX \(/private/comment "(first|last)"\)
S~ q OK .*
C: r SELECT INBOX
U~ \* 0 EXISTS
S~ r OK .*
C: s GETMETADATA INBOX /shared/comment
S: * METADATA INBOX (/shared/comment "Shared")
S~ s OK .*
# before LOGIN it is nothing
C2: a GETMETADATA "" /shared/comment
S2~ a (BAD|NO) .*
