# UNSEEN of a shared mailbox is the reader's own, in LIST-STATUS (RFC 5819) as in STATUS
L:
C: a CREATE Work
S~ a OK .*
A<< Work (\Seen)
Subject: one

x
>>
C: b SETACL Work $other lrs
S~ b OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b STATUS #shared.$local@example^org.Work (MESSAGES UNSEEN)
S2~ \* STATUS .* \(MESSAGES 1 UNSEEN 1\)
S2~ b OK .*
C2: c LIST "" #shared.*.Work RETURN (STATUS (MESSAGES UNSEEN))
S2~ \* LIST .*
S2~ \* STATUS .* \(MESSAGES 1 UNSEEN 1\)
S2~ c OK .*
C2: d SELECT #shared.$local@example^org.Work
U2~ .*1 EXISTS
S2~ d OK .*
C2: e STORE 1 +FLAGS (\Seen)
S2~ \* 1 FETCH .*
S2~ e OK .*
C2: f LIST "" #shared.*.Work RETURN (STATUS (UNSEEN))
S2~ \* LIST .*
S2~ \* STATUS .* \(UNSEEN 0\)
S2~ f OK .*
