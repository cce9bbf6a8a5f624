# RFC 3501 6.2.1: without arguments; only before login
C: a STARTTLS now
S~ a BAD .*
C: b NOOP
S~ b OK .*
L:
C: c STARTTLS
S~ c (BAD|NO) .*
C: d NOOP
S~ d OK .*
