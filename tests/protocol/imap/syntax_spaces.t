# RFC 3501 9: single spaces, none at the end
L:
C: a  NOOP
S~ a BAD .*
C:  b NOOP
S~ \S+ BAD .*
C: c SELECT  INBOX
S~ c BAD .*
C: d SELECT INBOX 
S~ d (BAD|OK) .*
C: e NOOP
S~ e OK .*
