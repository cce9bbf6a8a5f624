# RFC 9051 6.3.6, 6.3.9.7: OLDNAME, to who has enabled IMAP4rev2
L:
C: a CREATE old
S~ a OK .*
C: b RENAME old older
S~ b OK .*
C: c ENABLE IMAP4rev2
S~ \* ENABLED IMAP4rev2
S~ c OK .*
C: d RENAME older new
S~ \* LIST \(.*\) "\." new \("?OLDNAME"? \(older\)\)
S~ d OK .*
C: e RENAME INBOX away
U~ \* LIST \(.*\) "\." away
N~ .*OLDNAME.*
S~ e OK .*
C: f RENAME nope x
S~ f NO \[NONEXISTENT\] .*
