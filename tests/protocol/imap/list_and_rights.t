# RFC 4314 4: a mailbox without "l" is not listed, nor counted as a child; its name is not told apart from none
L:
C: a1 CREATE A
S~ a1 OK .*
C: a2 CREATE A.B
S~ a2 OK .*
C: a3 CREATE A.B.C
S~ a3 OK .*
C: b1 SETACL A.B $other lr
S~ b1 OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b LIST "" #shared.*
U2~ \* LIST \(.*\) "\." "?#shared\.$local@example\^org\.A\.B"?
N2~ \* LIST \(.*\) "\." "?#shared\.$local@example\^org\.A\.B\.C"?
S2~ b OK .*
C2: c LIST "" #shared.$local@example^org.A.B RETURN (CHILDREN)
S2~ \* LIST \((?=.*\\HasNoChildren).*\) .*
S2~ c OK .*
C2: d SELECT #shared.$local@example^org.A
S2~ d NO (?P<none>.*)
C2: e SELECT #shared.$local@example^org.Nothing
S2: e NO ${none}
C2: f STATUS #shared.$local@example^org.A (MESSAGES)
S2~ f NO (?P<none>.*)
C2: g STATUS #shared.$local@example^org.Nothing (MESSAGES)
S2: g NO ${none}
C2: h GETACL #shared.$local@example^org.A
S2~ h NO (?P<none>.*)
C2: i GETACL #shared.$local@example^org.Nothing
S2: i NO ${none}
C2: j DELETE #shared.$local@example^org.A
S2~ j NO (?P<none>.*)
C2: k DELETE #shared.$local@example^org.Nothing
S2: k NO ${none}
C2: l GETMETADATA #shared.$local@example^org.A /shared/comment
S2~ l NO (?P<none>.*)
C2: m GETMETADATA #shared.$local@example^org.Nothing /shared/comment
S2: m NO ${none}
C2: n MYRIGHTS #shared.$local@example^org.A
S2~ n NO (?P<none>.*)
C2: o MYRIGHTS #shared.$local@example^org.Nothing
S2: o NO ${none}
C2: p GETQUOTAROOT #shared.$local@example^org.A
S2~ p (NO|OK) .*
