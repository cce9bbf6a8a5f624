# RFC 3501 6.1.1, 7.2.1: IMAP4rev1 is in every list, the tagged OK comes after
C: a CAPABILITY
S~ \* CAPABILITY (?=(.* )?IMAP4rev1( |$))(?=(.* )?AUTH=PLAIN( |$))(?=(.* )?STARTTLS( |$)).*
S~ a OK .*
C: b capability
U~ \* CAPABILITY (.* )?IMAP4rev1( .*|$)
S~ b OK .*
C: c CAPABILITY now
S~ c BAD .*
L:
# nothing of authentication is offered to who is logged in (6.2.1)
C: d CAPABILITY
S~ \* CAPABILITY (?!(.* )?STARTTLS( |$))(?=(.* )?IMAP4rev1( |$)).*
S~ d OK .*
