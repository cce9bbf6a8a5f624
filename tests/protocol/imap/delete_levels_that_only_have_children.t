# RFC 3501 6.3.3, 6.3.4: a level made for the sake of what is below it: \Noselect, or a mailbox of its own
L:
C: a CREATE a.b
S~ a OK .*
C: b DELETE a.b
S~ b OK .*
C: c LIST "" a.*
S~ c OK .*
C: d CREATE a
S~ d (OK|NO) .*
C: e SELECT a
U~ \* 0 EXISTS
S~ e OK .*
