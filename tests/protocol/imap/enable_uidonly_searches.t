# RFC 9586 3: ESEARCH, PARTIAL and CONTEXT speak of UIDs; SEARCH RETURN without UID is BAD
M: one
M: two
M: three
L:
C: a ENABLE IMAP4rev2 UIDONLY
S~ \* ENABLED (?=.*\bUIDONLY\b).*
S~ a OK .*
C: b EXAMINE INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: c SEARCH RETURN (COUNT) ALL
S~ c BAD \[UIDREQUIRED\] .*
C: d UID SEARCH RETURN (MIN MAX) UID 2:*
S: * ESEARCH (TAG "d") UID MIN 2 MAX 3
S~ d OK .*
C: e UID SEARCH RETURN (PARTIAL -1:-2) ALL
S: * ESEARCH (TAG "e") UID PARTIAL (-1:-2 2:3)
S~ e OK .*
C: f UID FETCH 1:* (FLAGS) (PARTIAL -1:-1)
S~ \* 3 UIDFETCH \(FLAGS \(.*\)\)
S~ f OK .*
C: g UID SEARCH RETURN (COUNT) NOT (UID 1 3)
S~ g BAD \[UIDREQUIRED\] .*
C: h EXPUNGE
S~ h NO .*
C: i UID EXPUNGE 1
S~ i NO .*
C: j UID SEARCH 1:*
S~ j BAD \[UIDREQUIRED\] .*
# a new mailbox is told in the same way
C: k CLOSE
S~ k OK .*
C: l SELECT INBOX
U~ \* 3 EXISTS
N~ .*UNSEEN.*
S~ l OK .*
C: m UID STORE 2 FLAGS (\Deleted)
S~ \* 2 UIDFETCH \(FLAGS \(.*\\Deleted.*\)\)
S~ m OK .*
C: n EXPUNGE
S: * VANISHED 2
S~ n OK .*
