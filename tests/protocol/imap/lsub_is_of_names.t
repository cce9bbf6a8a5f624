# RFC 3501 6.3.6, 6.3.9: LSUB shows subscribed names only; RENAME leaves subscriptions or follows
L:
C: a CREATE x
S~ a OK .*
C: b CREATE y
S~ b OK .*
C: c SUBSCRIBE x
S~ c OK .*
C: d LSUB "" *
S~ \* LSUB \(.*\) "\." "?x"?
S~ d OK .*
C: e SUBSCRIBE &ZeVnLIqe-
S~ e (OK|NO) .*
C: f LSUB "" x*
S~ \* LSUB \(.*\) "\." "?x"?
S~ f OK .*
C: g SUBSCRIBE "bad&name"
S~ g (BAD|NO) .*
