# RFC 3501 6.2.1: TLS begins after the OK; the capabilities are to be asked for anew
C: a STARTTLS
S~ a OK .*
T:
C: b CAPABILITY
S~ \* CAPABILITY (?!(.* )?STARTTLS( |$))(?!(.* )?LOGINDISABLED( |$))(?=(.* )?IMAP4rev1( |$))(?=(.* )?AUTH=PLAIN( |$)).*
S~ b OK .*
# a second layer is refused
C: c STARTTLS
S~ c (BAD|NO) .*
C: d LOGIN $user "$password"
S~ d OK .*
C: e NOOP
S~ e OK .*
