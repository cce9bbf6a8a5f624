# RFC 5465 5.6, 5.7: METADATA with the names of what changed; RFC 7162 3.2: and a modseq
L:
L2:
C: a STATUS INBOX (HIGHESTMODSEQ)
S~ \* STATUS INBOX \(HIGHESTMODSEQ (?P<high>[0-9]+)\)
S~ a OK .*
C: b NOTIFY SET (personal (MailboxMetadataChange ServerMetadataChange))
S~ b OK .*
C2: a SETMETADATA INBOX (/private/comment "one")
S2~ a OK .*
S: * METADATA INBOX /private/comment
C2: b SETMETADATA INBOX (/private/comment NIL)
S2~ b OK .*
S: * METADATA INBOX /private/comment
C2: c SETMETADATA "" (/private/comment "of the server")
S2~ c OK .*
S: * METADATA "" /private/comment
C: c SETMETADATA INBOX (/private/comment "mine")
S~ c OK .*
C: d NOOP
S~ d OK .*
C: e STATUS INBOX (HIGHESTMODSEQ)
S~ \* STATUS INBOX \(HIGHESTMODSEQ (?!${high}\))[0-9]+\)
S~ e OK .*
