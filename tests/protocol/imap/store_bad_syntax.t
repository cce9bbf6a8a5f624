# RFC 3501 9: store = "STORE" SP sequence-set SP store-att-flags
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b STORE
S~ b BAD .*
C: c STORE 1
S~ c BAD .*
C: d STORE 1 FLAGS
S~ d BAD .*
C: e STORE 1 FLAGS (\Seen
S~ e BAD .*
C: f STORE 0 FLAGS (\Seen)
S~ f BAD .*
C: g STORE 1 FLAGS ("quoted")
S~ g BAD .*
C: i STORE 1 FLAGS.LOUD (\Seen)
S~ i BAD .*
C: j STORE 1: FLAGS (\Seen)
S~ j BAD .*
C: k STORE 1 FLAGS (\*)
S~ k BAD .*
C: l FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S~ l OK .*
