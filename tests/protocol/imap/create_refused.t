# RFC 3501 6.3.3; RFC 5530 3 ALREADYEXISTS
L:
C: a CREATE INBOX
S~ a NO .*
C: b CREATE inBox
S~ b NO .*
C: c CREATE x
S~ c OK .*
C: d CREATE x
S~ d NO (\[ALREADYEXISTS\] )?.*
C: e CREATE
S~ e BAD .*
C: f CREATE ""
S~ f (NO|BAD) .*
C: g CREATE .
S~ g NO .*
C: h CREATE a b
S~ h BAD .*
C: i CREATE x%
S~ i (BAD|NO) .*
C: j CREATE "x*y"
S~ j (BAD|NO|OK) .*
C: k LIST "" x
S~ \* LIST \(.*\) "\." "?x"?
S~ k OK .*
