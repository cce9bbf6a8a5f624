# RFC 3501 6.2.1, 6.2.2; big answers pass the layer whole
C: a STARTTLS
S~ a OK .*
T:
C: b AUTHENTICATE PLAIN $base64{\x00$user\x00$password}
S~ b OK .*
C: c APPEND INBOX {10}
I: A: b\r\n\r\nxy
S~ c OK .*
C: d SELECT INBOX
U~ \* 1 EXISTS
S~ d OK .*
C: e IDLE
S~ \+ .*
M: new
U~ \* 2 EXISTS
C: DONE
S~ e OK .*
C: f FETCH 1 BODY.PEEK[]
S: * 1 FETCH (BODY[] {10}\r\nA: b\r\n\r\nxy)
S~ f OK .*
C: g LOGOUT
S~ \* BYE .*
S~ g OK .*
E:
