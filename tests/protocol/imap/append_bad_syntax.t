# RFC 3501 9: append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal
L:
C: a APPEND INBOX
S~ a BAD .*
C: b APPEND INBOX (\Seen)
S~ b BAD .*
C: c APPEND INBOX "text"
S~ c BAD .*
C: d APPEND INBOX \Seen {4+}\r\na: b
S~ d BAD .*
C: f APPEND INBOX "32-Jan-2020 10:00:00 +0000" {4+}\r\na: b
S~ f (BAD|NO) .*
C: g APPEND INBOX "01-Foo-2020 10:00:00 +0000" {4+}\r\na: b
S~ g BAD .*
C: h STATUS INBOX (MESSAGES)
S~ \* STATUS "?INBOX"? \(MESSAGES 0\)
S~ h OK .*
