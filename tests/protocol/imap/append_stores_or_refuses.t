# RFC 3501 6.3.11, RFC 4315 3, RFC 7888
L:
C: a APPEND INBOX (\Seen) "01-Jan-2020 10:00:00 +0000" {10}
I: A: b\r\n\r\nxy
S~ a OK \[APPENDUID \d+ 1\] .*
C: b APPEND INBOX {6+}
C: A: b\r\n
S~ b OK \[APPENDUID \d+ 2\] .*
# refused before it comes
C: c APPEND nope {100}
S~ c NO \[TRYCREATE\] .*
C: d APPEND INBOX {4000000000}
S~ d NO \[TOOBIG\] .*
C: e APPEND INBOX {0}
S~ e NO \[CANNOT\] .*
# it comes all the same, and the next command is found behind it
C: f APPEND nope {8+}
C: g NOOP\r\n
S~ f NO \[TRYCREATE\] .*
C: h STATUS INBOX (MESSAGES UNSEEN)
S: * STATUS INBOX (MESSAGES 2 UNSEEN 1)
S~ h OK .*
C: i SELECT INBOX
U~ \* 2 EXISTS
S~ i OK \[READ-WRITE\] .*
C: j SEARCH ON 1-Jan-2020
S: * SEARCH 1
S~ j OK .*
# the selected mailbox hears of it
C: k APPEND INBOX {4+}
C: x: y
U~ \* 3 EXISTS
S~ k OK \[APPENDUID \d+ 3\] .*
C: l APPEND INBOX {4000000000+}
S~ \* BYE \[TOOBIG\] .*
E:
