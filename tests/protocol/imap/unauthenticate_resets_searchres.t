# RFC 8437 4.1: "discards any saved search results so that '$' subsequently represents the empty set"
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b SEARCH RETURN (SAVE) ALL
S~ b OK .*
C: c UNAUTHENTICATE
S~ c OK .*
C: d LOGIN $user "$password"
S~ d OK .*
C: e SELECT INBOX
U~ \* 1 EXISTS
S~ e OK .*
C: f FETCH $ FLAGS
S~ f OK .*
