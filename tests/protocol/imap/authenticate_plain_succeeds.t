# RFC 3501 6.2.2, RFC 4616, RFC 4959: in an answer, on the line, with the own name to act as
C: a AUTHENTICATE PLAIN
S~ \+ ?
C: $base64{\x00$user\x00$password}
S~ a OK .*
C: b SELECT INBOX
U~ \* 0 EXISTS
S~ b OK .*
C2: a AUTHENTICATE PLAIN $base64{\x00$user\x00$password}
S2~ a OK .*
C2: b NOOP
S2~ b OK .*
C3: a authenticate plain $base64{$user\x00$user\x00$password}
S3~ a OK .*
# acting as somebody else is not for everybody
C4: a AUTHENTICATE PLAIN $base64{$other\x00$user\x00$password}
S4~ a NO .*
