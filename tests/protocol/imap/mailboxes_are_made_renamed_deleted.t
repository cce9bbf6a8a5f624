# RFC 3501 6.3.3 to 6.3.5
M: one
L:
C: a CREATE x
S~ a OK .*
C: b CREATE x
S~ b NO \[ALREADYEXISTS\] .*
C: c CREATE inbox
S~ c NO \[ALREADYEXISTS\] .*
C: d CREATE y..z
S~ d NO .*
C: e CREATE x.y.
S~ e OK .*
C: f SELECT x.y
U~ \* 0 EXISTS
S~ f OK .*
# its own selected mailbox follows
C: g RENAME x z
S~ g OK .*
C: h APPEND z.y {4+}
C: a: b
U~ \* 1 EXISTS
S~ h OK .*
C: i RENAME nope nope2
S~ i NO \[NONEXISTENT\] .*
C: j DELETE z.y
S~ j OK .*
C: k SEARCH ALL
S~ k BAD .*
C: l DELETE INBOX
S~ l NO .*
C: m DELETE nope
S~ m NO \[NONEXISTENT\] .*
# RFC 3501 6.3.5: the messages of INBOX move, INBOX stays
C: n RENAME INBOX old
S~ n OK .*
C: o STATUS old (MESSAGES)
S: * STATUS old (MESSAGES 1)
S~ o OK .*
C: p STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S~ p OK .*
