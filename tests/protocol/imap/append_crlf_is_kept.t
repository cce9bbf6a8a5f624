# a message with CRLF line ends comes back byte for byte, without a last line end too
L:
C: a APPEND INBOX {25+}\r\nSubject: x\r\n\r\n.\r\n..\r\nlast
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 (RFC822.SIZE)
S: * 1 FETCH (RFC822.SIZE 25)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {25}\r\nSubject: x\r\n\r\n.\r\n..\r\nlast)
S~ d OK .*
