# RFC 3501 6.4.7: flags and internal date go along; the copy has \Recent; RFC 4315 3 COPYUID
L:
C: a APPEND INBOX (\Flagged \Deleted KeyW) "17-Jul-1996 02:44:25 +0000" {4+}\r\na: b
S~ a OK .*
C: b CREATE x
S~ b OK .*
C: c SELECT INBOX
U~ \* 1 EXISTS
S~ c OK .*
C: d COPY 1 x
S~ d OK \[COPYUID [1-9]\d* 1 1\] .*
C: e SELECT x
U~ \* 1 EXISTS
U~ \* 1 RECENT
S~ e OK .*
C: f FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE)
S~ \* 1 FETCH \((?=.*\\Flagged)(?=.*\\Deleted)(?=.*KeyW)(?=.*INTERNALDATE "17-Jul-1996 02:44:25 \+0000")(?=.*RFC822.SIZE 4).*\)
S~ f OK .*
