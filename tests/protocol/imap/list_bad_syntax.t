# RFC 3501 9: list = "LIST" SP mailbox SP list-mailbox
L:
C: a LIST
S~ a BAD .*
C: b LIST ""
S~ b BAD .*
C: c LIST "" * x
S~ c BAD .*
C: d LIST "" (x
S~ d BAD .*
C: e LSUB ""
S~ e BAD .*
C: f LIST  "" *
S~ f BAD .*
C: g LIST "" "*
S~ g BAD .*
