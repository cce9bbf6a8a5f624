# RFC 4469 3, RFC 5092 8: in a URL mailbox names are UTF-8, each octet %-encoded
L:
C: a CREATE "&ZeVnLA-.a b"
S~ a OK .*
C: b APPEND "&ZeVnLA-.a b" {7+}\r\na: b\r\nx
S~ b OK .*
C: c APPEND INBOX CATENATE (URL "/%E6%97%A5%E6%9C%AC.a%20b/;UID=1" TEXT {1+}\r\n!)
S~ c OK \[APPENDUID [0-9]+ 1\] .*
C: d APPEND INBOX CATENATE (URL {28+}\r\n/%E6%97%A5%E6%9C%AC/;UID=001)
S~ d NO \[BADURL .*
C: e SELECT INBOX
U~ \* 1 EXISTS
S~ e OK .*
C: f FETCH 1 BODY.PEEK[]
S~ \* 1 FETCH \(BODY\[\] \{8\}\r\na: b\r\nx!\)
S~ f OK .*
