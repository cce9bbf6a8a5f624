# RFC 3501 5.5: commands may be sent before the answers; unambiguous ones answer in order
L:
C: a NOOP\r\nb CREATE x\r\nc SELECT x\r\nd NOOP
S~ a OK .*
S~ b OK .*
U~ \* 0 EXISTS
S~ c OK .*
S~ d OK .*
