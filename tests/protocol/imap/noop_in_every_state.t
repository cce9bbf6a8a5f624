# RFC 3501 6.1.2: any state; new mail is told by it (7.3.1)
C: a1 NOOP
S~ a1 OK .*
L:
C: a2 NOOP
S~ a2 OK .*
C: a3 SELECT INBOX
U~ \* 0 EXISTS
S~ a3 OK .*
M: new
C: a4 NOOP
U~ \* 1 EXISTS
S~ a4 OK .*
N~ \* 1 EXISTS
C: a5 NOOP
S~ a5 OK .*
C: a6 NOOP now
S~ a6 BAD .*
