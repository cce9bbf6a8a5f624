# what came behind it is neither lost nor read twice: literals, a message of several lines
L:
C- a UNAUTHENTICATE\r\nb LOGIN $other {13+}\r\n$password\r\nc APPEND INBOX {17+}\r\nSubject: x\r\n\r\nB\r
S~ a OK .*
S~ b OK .*
C- \n\r\nd UNAUTHENTICATE\r\ne LOGIN "$user" {13}\r\n
S~ c OK .*
S~ d OK .*
I: $password
S~ e OK .*
C: f STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 0\)
S~ f OK .*
