# RFC 2177 3: "DONE" ends it, in any case; without a mailbox too; anything else is BAD
C: x IDLE
S~ x (BAD|NO) .*
L:
C: a IDLE
S~ \+ .*
C: done
S~ a OK .*
C: b IDLE x
S~ b BAD .*
C: c SELECT INBOX
U~ \* 0 EXISTS
S~ c OK .*
# DONE may follow at once
C: d IDLE\r\nDONE\r\ne NOOP
S~ \+ .*
S~ d OK .*
S~ e OK .*
