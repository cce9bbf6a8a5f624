# RFC 8437 3: "the client is permitted to pipeline the UNAUTHENTICATE command with a subsequent AUTHENTICATE command"; SASL-IR for one round trip
L:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C- b UNAUTHENTICATE\r\nc AUTHENTICATE PLAIN $base64{\x00$other\x00$password}\r\nd CREATE Mine\r\ne LIST "" Mine\r\n
S~ b OK .*
S~ c OK .*
S~ d OK .*
S~ \* LIST .* "?Mine"?
S~ e OK .*
C- f UNAUTHENTICATE\r\ng LOGIN $user "$password"\r\nh LIST "" Mine\r\ni UNAUTHENTICATE\r\nj NOOP\r\n
S~ f OK .*
S~ g OK .*
S~ h OK .*
S~ i OK .*
S~ j OK .*
