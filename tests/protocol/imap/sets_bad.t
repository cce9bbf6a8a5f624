# RFC 3501 9: nz-number; a message number that is not there is BAD
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 0 UID
S~ b BAD .*
C: c FETCH 1:0 UID
S~ c BAD .*
C: d FETCH 1,,2 UID
S~ d BAD .*
C: e FETCH ,1 UID
S~ e BAD .*
C: f FETCH 1- UID
S~ f BAD .*
C: g FETCH 4294967296 UID
S~ g BAD .*
C: h FETCH 1:2:3 UID
S~ h BAD .*
C: i FETCH -1 UID
S~ i BAD .*
C: j UID FETCH 0 FLAGS
S~ j BAD .*
C: k FETCH 99999999999999999999 UID
S~ k BAD .*
C: l FETCH 1 UID
S: * 1 FETCH (UID 1)
S~ l OK .*
