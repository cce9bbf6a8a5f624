# RFC 3501 6.3.6, 6.3.7
L:
C: a SUBSCRIBE
S~ a BAD .*
C: b SUBSCRIBE x y
S~ b BAD .*
C: c UNSUBSCRIBE
S~ c BAD .*
# INBOX in any case is one name here too
C: d SUBSCRIBE inbox
S~ d OK .*
C: e LSUB "" *
S~ \* LSUB \(.*\) "\." "?(?i:inbox)"?
S~ e OK .*
C: f UNSUBSCRIBE INBOX
S~ f OK .*
C: g LSUB "" *
S~ g OK .*
# never subscribed: OK or NO, as the server likes
C: h UNSUBSCRIBE INBOX
S~ h (OK|NO) .*
