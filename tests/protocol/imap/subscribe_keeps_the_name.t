# RFC 3501 6.3.6: a name stays subscribed when its mailbox goes
L:
C: a CREATE x
S~ a OK .*
C: b SUBSCRIBE x
S~ b OK .*
C: c SUBSCRIBE x
S~ c OK .*
C: d LSUB "" *
S~ \* LSUB \(.*\) "\." "?x"?
S~ d OK .*
C: e DELETE x
S~ e OK .*
C: f LSUB "" *
S~ \* LSUB \(.*\) "\." "?x"?
S~ f OK .*
C: g UNSUBSCRIBE x
S~ g OK .*
C: h LSUB "" *
S~ h OK .*
