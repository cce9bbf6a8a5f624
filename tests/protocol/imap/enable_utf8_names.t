# RFC 6855 3, RFC 9051 5.1: mailbox names are UTF-8, quoted, once that was enabled
L:
C: a ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S~ a OK .*
C: b CREATE "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
S~ b OK .*
C: c LIST "" "\xe6\x97\xa5*"
S: * LIST (\HasNoChildren) "." "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
S~ c OK .*
C: d STATUS "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" (MESSAGES)
S: * STATUS "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" (MESSAGES 0)
S~ d OK .*
# an ampersand is one
C: e CREATE "&ZeVnLIqe-"
S~ e OK .*
# another client of the old kind sees both
L2:
C2: a LIST "" "&*"
U2~ \* LIST \(.*\) "\." &ZeVnLIqe-
U2~ \* LIST \(.*\) "\." &-ZeVnLIqe-
S2~ a OK .*
# not UTF-8 at all
C: f CREATE "\xff\xfe"
S~ f BAD .*
C: f2 NOOP "\xff"
S~ f2 BAD .*
C: f3 CREATE {1+}
C: \xff
S~ f3 (NO|BAD) .*
# no line separator, no control
C: g CREATE "a\xe2\x80\xa8b"
S~ g (NO|BAD) .*
C: h CREATE "a\xc2\x85b"
S~ h (NO|BAD) .*
C: i SELECT "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"
U~ \* 0 EXISTS
S~ i OK .*
