# RFC 9208 4.2.1, 4.2.2: nothing is limited
L:
C: a GETQUOTAROOT INBOX
S: * QUOTAROOT INBOX
S~ a OK .*
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" ()
S~ b OK .*
C: c GETQUOTA nope
S~ c NO \[NONEXISTENT\] .*
C: d GETQUOTA
S~ d BAD .*
C: e GETQUOTAROOT
S~ e BAD .*
C: f GETQUOTAROOT INBOX x
S~ f BAD .*
# limits belong to the account
C: g SETQUOTA "User quota" (STORAGE 512)
S~ g NO \[NOPERM\] .*
C: h SETQUOTA "User quota" (STORAGE)
S~ h BAD .*
C: i SETQUOTA "User quota"
S~ i BAD .*
C: j SETQUOTA "User quota" ()
S~ j NO .*
C: k CAPABILITY
S~ \* CAPABILITY (?=.* QUOTA\b)(?=.* QUOTA=RES-STORAGE\b)(?=.* QUOTA=RES-MESSAGE\b)(?=.* QUOTASET\b)(?=.* METADATA\b)(?=.* LIST-METADATA\b)(?=.* LIST-STATUS\b)(?=.* LIST-EXTENDED\b)(?=.* STATUS=SIZE\b).*
S~ k OK .*
