# RFC 9051 5.1, RFC 6855 3: patterns and names are in UTF-8 once that is enabled, in modified UTF-7 before
L:
C: a CREATE "Entw&APw-rfe"
S~ a OK .*
C: b LIST "" "Entw&APw-%"
S: * LIST (\HasNoChildren) "." Entw&APw-rfe
S~ b OK .*
C: c LIST "" "*&*"
S: * LIST (\HasNoChildren) "." Entw&APw-rfe
S~ c OK .*
C: d ENABLE IMAP4rev2
S~ \* ENABLED .*
S~ d OK .*
C: e LIST "" "Entw\xc3\xbcr%"
S: * LIST (\HasNoChildren) "." "Entw\xc3\xbcrfe"
S~ e OK .*
C: f LIST "" ("*&*") RETURN (STATUS (MESSAGES))
S~ f OK .*
C: g LIST "" E% RETURN (STATUS (MESSAGES))
S: * LIST (\HasNoChildren) "." "Entw\xc3\xbcrfe"
S: * STATUS "Entw\xc3\xbcrfe" (MESSAGES 0)
S~ g OK .*
