# Without a right another's mailbox is as if it were not there, whoever the other is
L:
C: a CREATE Secret
S~ a OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b LIST "" *
S2~ \* LIST \(.*\) "\." "?INBOX"?
S2~ b OK .*
C2: c SELECT #shared.$local@example^org.INBOX
S2~ c NO \[NONEXISTENT\] .*
C2: d SELECT #shared.$local@example^org.Secret
S2~ d NO \[NONEXISTENT\] .*
C2: e STATUS #shared.$local@example^org.Secret (MESSAGES)
S2~ e NO \[NONEXISTENT\] .*
C2: f STATUS #shared.nobody@example^org.Secret (MESSAGES)
S2~ f NO \[NONEXISTENT\] .*
C2: g CREATE #shared.$local@example^org.New
S2~ g NO \[NOPERM\] .*
C2: h CREATE #shared.nobody@example^org.New
S2~ h NO \[NOPERM\] .*
C2: i DELETE #shared.$local@example^org.Secret
S2~ i NO \[NONEXISTENT\] .*
C2: j RENAME #shared.$local@example^org.Secret Mine
S2~ j NO \[NONEXISTENT\] .*
C2: k APPEND #shared.$local@example^org.Secret {4+}\r\na: b
S2~ k NO \[TRYCREATE\] .*
C2: l GETACL #shared.$local@example^org.Secret
S2~ l NO \[NONEXISTENT\] .*
C2: m SETACL #shared.$local@example^org.Secret $other lr
S2~ m NO \[NONEXISTENT\] .*
C2: n MYRIGHTS #shared.$local@example^org.Secret
S2~ n NO \[NONEXISTENT\] .*
C2: o SELECT #shared
S2~ o NO .*
C2: p SELECT #shared.$local@example^org
S2~ p NO .*
C2: q SELECT #shared.$other.INBOX
S2~ q NO .*
C2: r SUBSCRIBE #shared.$local@example^org.Secret
S2~ r NO .*
