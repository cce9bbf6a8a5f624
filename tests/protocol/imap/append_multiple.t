# RFC 3502: several messages, all or none; RFC 4315: a set of UIDs
L:
C: a CAPABILITY
S~ \* CAPABILITY (?=.*\bMULTIAPPEND\b)(?=.*\bBINARY\b)(?=.*\bCATENATE\b).*
S~ a OK .*
C: b CREATE saved-messages
S~ b OK .*
C: A003 APPEND saved-messages (\Seen) {7}
I- a: b\r\nx
C:  (\Flagged) " 7-Feb-1994 22:43:04 -0800" {7}
I- c: d\r\ny
C:  {7+}\r\ne: f\r\nz
S~ A003 OK \[APPENDUID [1-9]\d* 1:3\] .*
C: c SELECT saved-messages
U~ \* 3 EXISTS
S~ c OK .*
C: d FETCH 1:3 (FLAGS RFC822.SIZE)
S~ \* 1 FETCH \(FLAGS \((\\Seen \\Recent|\\Recent \\Seen)\) RFC822.SIZE 7\)
S~ \* 2 FETCH \(FLAGS \((\\Flagged \\Recent|\\Recent \\Flagged)\) RFC822.SIZE 7\)
S: * 3 FETCH (FLAGS (\Recent) RFC822.SIZE 7)
S~ d OK .*
C: e FETCH 2 INTERNALDATE
S~ \* 2 FETCH \(INTERNALDATE "( 7-Feb-1994 22:43:04 -0800| 8-Feb-1994 06:43:04 \+0000| 8-Feb-1994 15:43:04 \+0900)"\)
S~ e OK .*
