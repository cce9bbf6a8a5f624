# RFC 3501 9 fetch, fetch-att, section
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1
S~ b BAD .*
C: c FETCH 1 FROB
S~ c BAD .*
C: d FETCH 1 ()
S~ d BAD .*
C: e FETCH 1 (FLAGS
S~ e BAD .*
C: f FETCH 1 FLAGS UID
S~ f BAD .*
C: g FETCH 1 BODY[
S~ g BAD .*
C: h FETCH 1 BODY[FROB]
S~ h BAD .*
C: i FETCH 1 BODY[0]
S~ i BAD .*
C: j FETCH 1 BODY[MIME]
S~ j BAD .*
C: k FETCH 1 BODY[]<0>
S~ k BAD .*
C: l FETCH 1 BODY[]<0.0>
S~ l BAD .*
C: m FETCH 1 BODY[HEADER.FIELDS]
S~ m BAD .*
C: n FETCH 1 BODY[HEADER.FIELDS ()]
S~ n BAD .*
C: o FETCH 1 BODY[1.]
S~ o BAD .*
C: p FETCH 1 BODY.PEEK
S~ p BAD .*
C: q FETCH 1 BODY[1.HEADER.FIELDS (a) b]
S~ q BAD .*
C: r FETCH 1 UID
S: * 1 FETCH (UID 1)
S~ r OK .*
