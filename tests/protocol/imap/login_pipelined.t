# RFC 3501 5.5: commands behind LOGIN are answered by the session
C: a LOGIN $user "$password"\r\nb SELECT INBOX\r\nc NOOP
S~ a OK .*
U~ \* 0 EXISTS
S~ b OK .*
S~ c OK .*
