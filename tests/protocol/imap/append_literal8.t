# RFC 3516 4.4: NULs are kept, in a part that is labelled binary
L:
C: a APPEND INBOX (\Seen) ~{99}
I- Subject: x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n\x00\x01\n\r\n\xFF\r\rab
C: 
S~ a OK \[APPENDUID [1-9]\d* 1\] .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])
S: * 1 FETCH (BINARY.SIZE[1] 10 BINARY[1] ~{10}\r\n\x00\x01\n\r\n\xFF\r\rab)
S~ c OK .*
# and go out without them otherwise
C: d FETCH 1 BODY.PEEK[1]
S~ \* 1 FETCH \(BODY\[1\] \{\d+\}\r\n[A-Za-z0-9+/=\r\n]+\)
S~ d OK .*
C: e APPEND INBOX ~{7+}\r\na: b\r\nx
U~ \* 2 EXISTS
S~ e OK .*
C: f APPEND INBOX ~{0+}\r\n
S~ f NO .*
C: g APPEND INBOX ~"x"
S~ g BAD .*
