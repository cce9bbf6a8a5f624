# RFC 7888: with LITERAL+ all may be sent at once
L:
C: a APPEND INBOX {10+}\r\nA: b\r\n\r\nxy\r\nb APPEND INBOX (\Seen) {10+}\r\nA: c\r\n\r\nxz\r\nc STATUS INBOX (MESSAGES UNSEEN)
S~ a OK .*
S~ b OK .*
S~ \* STATUS "?INBOX"? \((?=.*MESSAGES 2)(?=.*UNSEEN 1).*\)
S~ c OK .*
