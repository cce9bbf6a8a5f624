# RFC 3207 4: a server that does not offer it refuses it
C: LHLO c
N~ 250[- ]STARTTLS
S~ 250 .*
C: STARTTLS
S~ 50[0-4] 5\..*
C: NOOP
S~ 250 .*
