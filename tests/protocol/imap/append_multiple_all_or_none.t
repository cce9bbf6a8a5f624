# RFC 3502: no partial appending, whatever goes wrong
L:
C: a APPEND INBOX {7+}\r\na: b\r\nx {0+}\r\n
S~ a NO .*
C: b APPEND INBOX {7+}\r\na: b\r\nx (\Bad {7+}\r\nc: d\r\ny
S~ b BAD .*
C: c APPEND INBOX {7+}\r\na: b\r\nx {4294967295}
S~ c NO \[TOOBIG\] .*
C: d APPEND INBOX {7+}\r\na: b\r\nx more
S~ d BAD .*
C: e APPEND INBOX {7}
I- a: b\r\nx
C:  {0}
S~ e NO .*
C: f APPEND nowhere {7+}\r\na: b\r\nx {7+}\r\nc: d\r\ny
S~ f NO \[TRYCREATE\] .*
C: g STATUS INBOX (MESSAGES UIDNEXT)
S: * STATUS INBOX (MESSAGES 0 UIDNEXT 1)
S~ g OK .*
