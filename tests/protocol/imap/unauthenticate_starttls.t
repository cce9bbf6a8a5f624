# RFC 8437 3: all is reset "except for the state of the TLS layer"
C: a STARTTLS
S~ a OK .*
T:
C: b LOGIN $user "$password"
S~ b OK .*
C: c UNAUTHENTICATE
S~ c OK .*
C: d CAPABILITY
S~ \* CAPABILITY (?!.*STARTTLS)(?=.* AUTH=PLAIN( |$)).*
S~ d OK .*
C: e STARTTLS
S~ e BAD .*
C: f LOGIN $other "$password"
S~ f OK .*
C- g UNAUTHENTICATE\r\nh LOGIN $user "$password"\r\ni SELECT INBOX\r\n
S~ g OK .*
S~ h OK .*
U~ \* 0 EXISTS
S~ i OK .*
