# RFC 3501 6.3.9, RFC 5258 3.1: subscriptions of others' mailboxes are the subscriber's own, and stay when the right is gone
L:
C: a CREATE Plans
S~ a OK .*
C: b CREATE Plans.Old
S~ b OK .*
C: c SETACL Plans $other lr
S~ c OK .*
C: d SETACL Plans.Old $other lr
S~ d OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b SUBSCRIBE #shared.$local@example^org.Plans.Old
S2~ b OK .*
C2: c LSUB "" *
U2~ \* LSUB \(\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
N2~ .*Plans"?$
S2~ c OK .*
C2: d LSUB "" %
U2~ \* LSUB \(\\Noselect\) "\." "?#shared"?
N2~ .*Plans.*
S2~ d OK .*
C2: e LIST (SUBSCRIBED) "" #shared.*
U2~ \* LIST \((?=.*\\Subscribed)(?!.*\\NonExistent).*\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
N2~ .*Plans"?$
S2~ e OK .*
C2: f LIST (SUBSCRIBED RECURSIVEMATCH) "" #shared.*.%
U2~ \* LIST \(.*\\Subscribed.*\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
S2~ f OK .*
C2: g LIST "" #shared.* RETURN (SUBSCRIBED)
U2~ \* LIST \((?!.*\\Subscribed).*\) "\." "?#shared\.$local@example\^org\.Plans"?
U2~ \* LIST \(.*\\Subscribed.*\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
S2~ g OK .*
# the owner's own list is not touched
C: e LSUB "" *
N~ .*Plans.*
S~ e OK .*
C: f DELETEACL Plans.Old $other
S~ f OK .*
C2: h SUBSCRIBE #shared.$local@example^org.Plans.Old
S2~ h NO \[NONEXISTENT\] .*
C2: i LSUB "" *
U2~ \* LSUB \(\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
S2~ i OK .*
C2: j LIST (SUBSCRIBED) "" #shared.*
U2~ \* LIST \((?=.*\\Subscribed)(?=.*\\NonExistent).*\) "\." "?#shared\.$local@example\^org\.Plans\.Old"?
S2~ j OK .*
C2: k UNSUBSCRIBE #shared.$local@example^org.Plans.Old
S2~ k OK .*
C2: l LSUB "" *
N2~ .*Plans.*
S2~ l OK .*
