# RFC 5258 6; 3: options that are not known are BAD
L:
C: a LIST (FROB) "" *
S~ a BAD .*
C: b LIST "" * RETURN (FROB)
S~ b BAD .*
C: c LIST (SUBSCRIBED "" *
S~ c BAD .*
C: d LIST (SUBSCRIBED)"" *
S~ d BAD .*
C: e LIST "" () RETURN ()
S~ e BAD .*
C: f LIST "" (a b
S~ f BAD .*
C: g LIST "" * RETURN
S~ g BAD .*
C: h LIST "" * RETURN (CHILDREN
S~ h BAD .*
C: i LIST "" * RETURN (CHILDREN) x
S~ i BAD .*
C: j LIST "" * RETURN CHILDREN
S~ j BAD .*
C: k LIST ( SUBSCRIBED) "" *
S~ k BAD .*
C: l LIST "" * RETURN (STATUS)
S~ l BAD .*
C: m LIST "" * RETURN (STATUS ())
S~ m BAD .*
C: n LIST "" * RETURN (STATUS (FROB))
S~ n BAD .*
C: o LIST "" (INBOX)
S~ \* LIST .* "\." INBOX
S~ o OK .*
