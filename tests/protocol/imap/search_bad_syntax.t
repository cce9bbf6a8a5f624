# RFC 3501 9 search-key
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH
S~ b BAD .*
C: c SEARCH FROB
S~ c BAD .*
C: d SEARCH FROM
S~ d BAD .*
C: e SEARCH OR SEEN
S~ e BAD .*
C: f SEARCH NOT
S~ f BAD .*
C: g SEARCH (SEEN
S~ g BAD .*
C: h SEARCH SEEN)
S~ h BAD .*
C: i SEARCH ()
S~ i BAD .*
C: j SEARCH SINCE 32-Foo-2020
S~ j BAD .*
C: k SEARCH LARGER x
S~ k BAD .*
C: l SEARCH HEADER Subject
S~ l BAD .*
C: m SEARCH KEYWORD \Seen
S~ m BAD .*
C: n SEARCH UID x
S~ n BAD .*
C: o SEARCH  ALL
S~ o BAD .*
C: p SEARCH ALL
S: * SEARCH 1
S~ p OK .*
