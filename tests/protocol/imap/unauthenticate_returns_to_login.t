# RFC 8437 3, 5: from authenticated and selected state to not authenticated
L:
C: a UNAUTHENTICATE
S~ a OK .*
# nothing of an account is there
C: b SELECT INBOX
S~ b BAD .*
C: c CAPABILITY
S~ \* CAPABILITY (?=.* AUTH=PLAIN( |$))(?=.* STARTTLS( |$))(?!.* UNAUTHENTICATE( |$))(?!.* QUOTA( |$)).*
S~ c OK .*
# in this state it is no command
C: d UNAUTHENTICATE
S~ d BAD .*
C: e NOOP
S~ e OK .*
C: f LOGIN $other "$password"
S~ f OK \[CAPABILITY .* UNAUTHENTICATE( .*)?\] .*
C: g SELECT INBOX
U~ \* 0 EXISTS
S~ g OK .*
# in any case of letters, and with a mailbox selected
C: h unauthenticate
S~ h OK .*
C: i LOGIN $user "$password"
S~ i OK .*
C: j NOOP
S~ j OK .*
C: k LOGOUT
S~ \* BYE .*
S~ k OK .*
E:
