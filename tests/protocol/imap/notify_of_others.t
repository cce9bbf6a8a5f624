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
# what is done there is told at once, with no mailbox selected, with one's own and with another's
A<< Work
Subject: three

x
>>
S2~ \* STATUS \S+Work \((?=.*MESSAGES 3).*\)
C2: d SELECT INBOX
U2~ \* 0 EXISTS
S2~ d OK .*
A<< Work
Subject: four

x
>>
S2~ \* STATUS \S+Work \((?=.*MESSAGES 4).*\)
C: c CREATE Play
S~ c OK .*
C: d SETACL Play $other lrsi
S~ d OK .*
C2: e NOTIFY SET (personal (MessageNew MessageExpunge))
S2~ e OK .*
C2: f SELECT #shared.$local@example^org.Play
U2~ \* 0 EXISTS
S2~ f OK .*
C3: a LOGIN $other "$password"
S3~ a OK .*
C3: b APPEND INBOX {14}
I3- Subject: q\r\n\r\n
C3: 
S3~ b OK .*
S2~ \* STATUS INBOX \((?=.*MESSAGES 1).*\)
