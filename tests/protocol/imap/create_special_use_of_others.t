# What another's mailbox is used for is the owner's to say
L:
C: a CREATE Work
S~ a OK .*
C: b SETACL Work $other lrk
S~ b OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b CREATE #shared.$local@example^org.Work.Sent (USE (\Sent))
S2~ b NO \[USEATTR\] .*
C2: c CREATE #shared.$local@example^org.Work.Sent
S2~ c OK .*
C: c LIST (SPECIAL-USE) "" *
N~ .*Work.*
S~ c OK .*
