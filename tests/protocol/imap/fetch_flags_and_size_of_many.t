# RFC 3501 7.4.2: one FETCH for each message of the set, in any order
M: 1
M: 2
M: 3
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b FETCH 1:3 (UID FLAGS)
U~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \(\\Recent\)).*\)
U~ \* 2 FETCH \((?=.*UID 2)(?=.*FLAGS \(\\Recent\)).*\)
U~ \* 3 FETCH \((?=.*UID 3)(?=.*FLAGS \(\\Recent\)).*\)
S~ b OK .*
C: c FETCH 1:* RFC822.SIZE\r\nd FETCH 2 UID\r\ne NOOP
U~ \* 3 FETCH \(RFC822\.SIZE [1-9]\d*\)
S~ c OK .*
S: * 2 FETCH (UID 2)
S~ d OK .*
S~ e OK .*
