# a nest of parentheses and NOTs has an answer: a result or a refusal
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH ((((((((((((((((((((ALL))))))))))))))))))))
N~ \* SEARCH
S~ b (OK|NO|BAD) .*
C: c SEARCH NOT NOT NOT NOT NOT NOT NOT NOT ALL
S: * SEARCH 1
S~ c OK .*
C: d SEARCH OR ALL OR ALL OR ALL OR ALL OR ALL OR ALL SEEN
S: * SEARCH 1
S~ d OK .*
