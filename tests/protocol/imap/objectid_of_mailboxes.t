# RFC 8474 4: CREATE, SELECT, EXAMINE and STATUS tell it
L:
C: a CREATE x
S~ a OK \[MAILBOXID \(F[0-9a-f]{32}\)\] .*
C: b STATUS x (MESSAGES MAILBOXID)
S~ \* STATUS x \(MESSAGES 0 MAILBOXID \(F[0-9a-f]{32}\)\)
S~ b OK .*
C: c SELECT x
U~ \* OK \[MAILBOXID \(F[0-9a-f]{32}\)\] .*
S~ c OK .*
C: d EXAMINE INBOX
U~ \* OK \[MAILBOXID \(F[0-9a-f]{32}\)\] .*
S~ d OK .*
C: e CAPABILITY
S~ \* CAPABILITY (?=.* OBJECTID\b)(?=.* SAVEDATE\b)(?=.* SPECIAL-USE\b)(?=.* CREATE-SPECIAL-USE\b).*
S~ e OK .*
