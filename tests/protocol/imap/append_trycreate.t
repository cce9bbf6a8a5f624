# RFC 3501 6.3.11: no such mailbox: NO [TRYCREATE], before or after the literal, and nothing is made
L:
C: a APPEND nope {4+}\r\na: b
S~ a NO \[TRYCREATE\] .*
C: b APPEND nope (\Seen) {4+}\r\na: b
S~ b NO \[TRYCREATE\] .*
C: c LIST "" nope
S~ c OK .*
# INBOX is always there
C: d APPEND inbox {4+}\r\na: b
S~ d OK .*
