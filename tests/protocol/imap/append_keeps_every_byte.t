# RFC 3501 6.3.11: what came is what FETCH gives back; lone LF, 8-bit, no header at all
L:
C: a APPEND INBOX {16}
I: \xffno\rheader\n.\n..
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 RFC822.SIZE
S~ \* 1 FETCH \(RFC822.SIZE 1[5-9]\)
S~ c OK .*
