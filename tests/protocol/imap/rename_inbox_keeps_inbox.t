# RFC 3501 6.3.5: RENAME INBOX moves the messages, INBOX stays empty, its children stay too
M: one
L:
C: a CREATE INBOX.child
S~ a OK .*
C: b RENAME inbox saved
S~ b OK .*
C: c LIST "" *
U~ \* LIST .* "?INBOX"?
U~ \* LIST .* "?INBOX\.child"?
U~ \* LIST .* "?saved"?
N~ \* LIST .* "?saved\.child"?
S~ c OK .*
C: d SELECT saved
U~ \* 1 EXISTS
S~ d OK .*
C: e SELECT INBOX
U~ \* 0 EXISTS
S~ e OK .*
M: two
C: f NOOP
U~ \* 1 EXISTS
S~ f OK .*
