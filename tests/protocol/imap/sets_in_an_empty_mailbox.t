# "*" names nothing here: no answer, OK or BAD
L:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b FETCH 1:* UID
S~ b (OK|BAD|NO) .*
C: c UID FETCH 1:* FLAGS
S~ c OK .*
C: d SEARCH ALL
S: * SEARCH
S~ d OK .*
C: e UID SEARCH 1:*
S: * SEARCH
S~ e (OK) .*
C: f EXPUNGE
S~ f OK .*
