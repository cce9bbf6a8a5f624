# RFC 4959, RFC 3501 5.5: what stands behind the first answer is the session's
C: a AUTHENTICATE PLAIN $base64{\x00$user\x00$password}\r\nb SELECT INBOX\r\nc LOGOUT
S~ a OK .*
U~ \* 0 EXISTS
S~ b OK .*
S~ \* BYE .*
S~ c OK .*
E:
