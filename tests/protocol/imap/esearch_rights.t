# RFC 7377 2.2, 5, RFC 4314: r of each mailbox, l where it is not named; what may not be searched is as what is not there
L:
C: a1 CREATE Team
S~ a1 OK .*
C: a2 CREATE Team.open
S~ a2 OK .*
C: a3 CREATE Team.seen
S~ a3 OK .*
C: a4 CREATE Team.hidden
S~ a4 OK .*
C: a5 CREATE Secret
S~ a5 OK .*
C: b1 SETACL Team $other lr
S~ b1 OK .*
C: b2 SETACL Team.open $other lr
S~ b2 OK .*
C: b3 SETACL Team.seen $other l
S~ b3 OK .*
C: b4 SETACL Team.hidden $other r
S~ b4 OK .*
A<< Team ()
Subject: one

x
>>
A<< Team.open ()
Subject: one

x
>>
A<< Team.seen ()
Subject: one

x
>>
A<< Team.hidden ()
Subject: one

x
>>
A<< Secret ()
Subject: one

x
>>
C2: a LOGIN $other "$password"
S2~ a OK .*
# the user's own are none of these
C2: b ESEARCH IN (personal) ALL
S2~ b OK .*
C2: c ESEARCH IN (subtree "#shared") ALL
U2~ \* ESEARCH \(TAG "c" MAILBOX "?#shared\.$local@example\^org\.Team"? UIDVALIDITY \d+\) UID ALL 1
U2~ \* ESEARCH \(TAG "c" MAILBOX "?#shared\.$local@example\^org\.Team\.open"? UIDVALIDITY \d+\) UID ALL 1
N2~ \* ESEARCH .*(seen|hidden|Secret).*
S2~ c OK .*
# named: r is enough
C2: d ESEARCH IN (mailboxes ("#shared.$local@example^org.Team.hidden" "#shared.$local@example^org.Team.seen" "#shared.$local@example^org.Secret" "#shared.$local@example^org.nosuch" "#shared.nobody@example^org.INBOX" "#shared")) ALL
S2~ \* ESEARCH \(TAG "d" MAILBOX "?#shared\.$local@example\^org\.Team\.hidden"? UIDVALIDITY \d+\) UID ALL 1
S2~ d OK .*
C2: e SUBSCRIBE "#shared.$local@example^org.Team.open"
S2~ e OK .*
C2: f ESEARCH IN (subscribed) ALL
S2~ \* ESEARCH \(TAG "f" MAILBOX "?#shared\.$local@example\^org\.Team\.open"? UIDVALIDITY \d+\) UID ALL 1
S2~ f OK .*
# as the selected mailbox, and spelled in two ways
C2: g EXAMINE "#shared.$local@example^org.Team"
U2~ \* 1 EXISTS
S2~ g OK .*
C2: h ESEARCH IN (selected mailboxes ("#shared.$local@example^org.Team" "#shared.$local@EXAMPLE^org.Team")) ALL
S2~ \* ESEARCH \(TAG "h" MAILBOX "?#shared\.$local@example\^org\.Team"? UIDVALIDITY \d+\) UID ALL 1
S2~ h OK .*
# the owner has all rights of its own
C: c ESEARCH IN (personal) ALL
U~ \* ESEARCH \(TAG "c" MAILBOX "?Secret"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "c" MAILBOX "?Team\.hidden"? UIDVALIDITY \d+\) UID ALL 1
S~ c OK .*
# no right is left
C: d SETACL Team.open $other ""
S~ d OK .*
C2: i ESEARCH IN (subtree "#shared.$local@example^org.Team.open") ALL
S2~ i OK .*
