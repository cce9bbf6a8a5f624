# RFC 4314 4: each right lets do its own, and no more; rights can be taken back at once
L:
C: a CREATE Work
S~ a OK .*
A<< Work (\Answered)
Subject: one

x
>>
C: c SETACL Work $other l
S~ c OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b LIST "" #shared.*
U2~ \* LIST \(.*\) "\." "?#shared\.\S+@example\^org\.Work"?
N2~ .*INBOX.*
S2~ b OK .*
C2: c SELECT #shared.$local@example^org.Work
S2~ c NO \[NOPERM\] .*
C2: d MYRIGHTS #shared.$local@example^org.Work
S2~ \* MYRIGHTS "?#shared\.$local@example\^org\.Work"? l
S2~ d OK .*
C2: e GETACL #shared.$local@example^org.Work
S2~ e NO \[NOPERM\] .*
C: d SETACL Work $other +r
S~ d OK .*
C2: f STATUS #shared.$local@example^org.Work (MESSAGES)
S2~ \* STATUS "?#shared\.$local@example\^org\.Work"? \(MESSAGES 1\)
S2~ f OK .*
C2: g SELECT #shared.$local@example^org.Work
U2~ \* 1 EXISTS
U2~ \* OK \[PERMANENTFLAGS \(\)\].*
S2~ g OK \[READ-ONLY\] .*
C2: h FETCH 1 (FLAGS BODY[HEADER.FIELDS (SUBJECT)])
S2~ \* 1 FETCH \(FLAGS \(\\Answered( \\Recent)?\) BODY\[HEADER.FIELDS \(SUBJECT\)\] \{16\}[\s\S]*\)
S2~ h OK .*
C2: i STORE 1 +FLAGS (\Flagged)
S2~ i NO .*
C2: j STORE 1 +FLAGS (\Seen)
S2~ j NO .*
C2: k EXPUNGE
S2~ k NO .*
C2: l APPEND #shared.$local@example^org.Work {4+}\r\na: b
S2~ l NO \[NOPERM\] .*
C2: m COPY 1 #shared.$local@example^org.Work
S2~ m NO \[NOPERM\] .*
C2: n COPY 1 INBOX
S2~ n OK \[COPYUID .*\] .*
C2: o DELETE #shared.$local@example^org.Work
S2~ o NO \[NOPERM\] .*
C2: p CREATE #shared.$local@example^org.Work.Sub
S2~ p NO \[NOPERM\] .*
C: e SETACL Work $other ""
S~ e OK .*
C2: q STATUS #shared.$local@example^org.Work (MESSAGES)
S2~ \* BYE \[NOPERM\] .*
