# RFC 8437 3: "Servers MAY choose to advertise the UNAUTHENTICATE capability only after authentication has completed."
C: a CAPABILITY
S~ \* CAPABILITY (?!.*UNAUTHENTICATE).*
S~ a OK .*
L:
C: b CAPABILITY
S~ \* CAPABILITY .* UNAUTHENTICATE( .*)?
S~ b OK .*
