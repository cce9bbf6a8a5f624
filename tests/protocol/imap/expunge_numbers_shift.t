# RFC 3501 7.4.1: each EXPUNGE shifts the numbers at once, so any order that fits may come
M: one
M: two
M: three
M: four
L:
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C: b EXPUNGE
S~ b OK .*
C: c STORE 2:3 +FLAGS.SILENT (\Deleted)
S~ c OK .*
C: d EXPUNGE
S~ \* (2|3) EXPUNGE
S: * 2 EXPUNGE
S~ d OK .*
C: e UID SEARCH ALL
S: * SEARCH 1 4
S~ e OK .*
C: f EXPUNGE x
S~ f BAD .*
