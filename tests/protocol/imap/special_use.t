# RFC 6154: by name, until the user gives it to another; CREATE with USE
L:
C: a CREATE Sent
S~ a OK .*
C: b LIST "" Sent
S: * LIST (\HasNoChildren \Sent) "." Sent
S~ b OK .*
C: c CREATE Gesendet (USE (\sent \Archive))
S~ c OK .*
C: d LIST "" %
U~ \* LIST \(\\HasNoChildren\) "\." INBOX
U~ \* LIST \(\\HasNoChildren \\Archive \\Sent\) "\." Gesendet
U~ \* LIST \(\\HasNoChildren\) "\." Sent
S~ d OK .*
C: e RENAME Gesendet Raus
S~ e OK .*
C: f LIST "" Raus
S: * LIST (\HasNoChildren \Archive \Sent) "." Raus
S~ f OK .*
C: g CREATE x (USE (\All))
S~ g NO \[USEATTR\] .*
C: h CREATE x (USE \Sent)
S~ h BAD .*
C: i CREATE x (USE (\Sent)
S~ i BAD .*
C: j CREATE x ()
S~ j BAD .*
# RFC 6154 6: use-attr begins with a backslash, one space between
C: j1 CREATE x (USE (Sent))
S~ j1 BAD .*
C: j2 CREATE x (USE (\Sent  \Archive))
S~ j2 BAD .*
C: j3 CREATE x (USE ( \Sent))
S~ j3 BAD .*
C: j4 CREATE x (USE (\))
S~ j4 BAD .*
C: k LIST "" x
S~ k OK .*
C: l CREATE x (use ())
S~ l OK .*
C: m DELETE Raus
S~ m OK .*
C: n LIST "" Sent
S: * LIST (\HasNoChildren \Sent) "." Sent
S~ n OK .*
