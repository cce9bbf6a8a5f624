# RFC 3501 9 seq-range: "*" is the largest number in use, 4:2 is 2:4, *:n too; each message once
M: one
M: two
M: three
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b FETCH * UID
S: * 3 FETCH (UID 3)
S~ b OK .*
C: c FETCH 3:2 UID
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S~ c OK .*
C: d FETCH *:2 UID
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S~ d OK .*
C: e FETCH 3,1,1:2 UID
U~ \* 1 FETCH \(UID 1\)
U~ \* 2 FETCH \(UID 2\)
U~ \* 3 FETCH \(UID 3\)
S~ e OK .*
C: f FETCH *:* UID
S: * 3 FETCH (UID 3)
S~ f OK .*
C: g SEARCH *
S: * SEARCH 3
S~ g OK .*
# UID ranges name what is there; with 100:* the last one is in the range
C: h UID FETCH 100:* UID
S: * 3 FETCH (UID 3)
S~ h OK .*
C: i UID FETCH 100:200 UID
S~ i OK .*
C: j UID FETCH 2:1 FLAGS
S~ \* 1 FETCH \((?=.*UID 1).*\)
S~ \* 2 FETCH \((?=.*UID 2).*\)
S~ j OK .*
