# RFC 4314 4: k of the nearest parent lets make, x delete and rename; what is made has its parent's list
L:
C: a CREATE Team
S~ a OK .*
C: b SETACL Team $other lrkx
S~ b OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b CREATE #shared.$local@example^org.Team.Plans
S2~ b OK .*
C2: c CREATE #shared.$local@example^org.Other
S2~ c NO \[NOPERM\] .*
C2: d MYRIGHTS #shared.$local@example^org.Team.Plans
S2~ \* MYRIGHTS \S+ lrkxc
S2~ d OK .*
C2: e RENAME #shared.$local@example^org.Team.Plans #shared.$local@example^org.Team.Done
S2~ e OK .*
C2: f RENAME #shared.$local@example^org.Team.Done Mine
S2~ f NO \[CANNOT\] .*
C2: g SUBSCRIBE #shared.$local@example^org.Team.Done
S2~ g OK .*
C2: h LSUB "" #shared.*
S2~ \* LSUB \(.*\) "\." \S+\.Team\.Done"?
S2~ h OK .*
C: c LIST "" Team.%
S~ \* LIST \(.*\) "\." "?Team\.Done"?
S~ c OK .*
C2: i DELETE #shared.$local@example^org.Team.Done
S2~ i OK .*
C2: j UNSUBSCRIBE #shared.$local@example^org.Team.Done
S2~ j OK .*
