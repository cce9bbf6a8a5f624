# RFC 3501 6.3.5; RFC 5530 3
L:
C: a CREATE x
S~ a OK .*
C: b CREATE y
S~ b OK .*
C: c RENAME x y
S~ c NO (\[ALREADYEXISTS\] )?.*
C: d RENAME nope z
S~ d NO (\[NONEXISTENT\] )?.*
C: e RENAME x INBOX
S~ e NO .*
C: f RENAME x x
S~ f NO .*
C: h RENAME x
S~ h BAD .*
C: i RENAME x ""
S~ i (NO|BAD) .*
C: j RENAME x a b
S~ j BAD .*
C: k LIST "" *
U~ \* LIST .* "?x"?
U~ \* LIST .* "?y"?
S~ k OK .*
