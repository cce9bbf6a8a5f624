# RFC 5465 5.4, 5.5: LIST tells what is made, renamed, deleted and subscribed
L:
L2:
C: a NOTIFY SET (personal (MailboxName SubscriptionChange))
S~ a OK .*
C2: a CREATE one
S2~ a OK .*
S~ \* LIST \((?!.*\\NonExistent).*\) "\." one
C2: b SUBSCRIBE one
S2~ b OK .*
S~ \* LIST \(.*\\Subscribed.*\) "\." one
C2: c RENAME one two
S2~ c OK .*
U~ \* LIST \((?!.*\\NonExistent).*\) "\." two \("OLDNAME" \("?one"?\)\)
C: b NOOP
S~ b OK .*
C2: d CREATE two.child
S2~ d OK .*
U~ \* LIST \(.*\) "\." two\.child
U~ \* LIST \(.*\\HasChildren.*\) "\." two
C: c NOOP
S~ c OK .*
C2: e DELETE two.child
S2~ e OK .*
U~ \* LIST \(.*\\NonExistent.*\) "\." two\.child
C: d NOOP
S~ d OK .*
# its own doing is not told
C: e CREATE mine
S~ e OK .*
C: f NOOP
S~ f OK .*
