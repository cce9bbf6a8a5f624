# RFC 2180 3: the session of the deleted mailbox stays usable or is ended with BYE; own DELETE is allowed
L:
C: a CREATE x
S~ a OK .*
C: b SELECT x
U~ \* 0 EXISTS
S~ b OK .*
C: c DELETE x
S~ c OK .*
C: d SELECT INBOX
U~ \* 0 EXISTS
S~ d OK .*
C: e LIST "" x
S~ e OK .*
