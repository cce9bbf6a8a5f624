# RFC 3501 6.4.1: selected state only; no arguments
L:
C: a CHECK
S~ a (BAD|NO) .*
C: b SELECT INBOX
U~ \* 0 EXISTS
S~ b OK .*
C: c CHECK
S~ c OK .*
C: d CHECK x
S~ d BAD .*
