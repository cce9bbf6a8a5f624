# RFC 5465 5.2: of a shared mailbox UNSEEN is the reader's own, as in STATUS
L:
C: a CREATE Work
S~ a OK .*
A<< Work (\Seen)
Subject: one

x
>>
C: b SETACL Work $other lrsi
S~ b OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b NOTIFY SET (mailboxes #shared.$local@example^org.Work (MessageNew MessageExpunge))
S2~ b OK .*
A<< Work (\Seen)
Subject: two

x
>>
C2: c NOOP
U2~ \* STATUS \S+Work \((?=.*MESSAGES 2)(?=.*UNSEEN 2).*\)
S2~ c OK .*
