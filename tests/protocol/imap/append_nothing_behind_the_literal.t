# RFC 3501 6.3.11, 9: after the message the command ends; a second literal is not for this server
L:
C: a APPEND INBOX {4+}\r\na: b rest
S~ a BAD .*
C: b NOOP
S~ b OK .*
C: c STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 0\)
S~ c OK .*
