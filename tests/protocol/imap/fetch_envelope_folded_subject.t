# RFC 5322 2.2.3: an unfolded field has no line end in it
A<< INBOX
Subject: one
 two
	three
From: A
 <a@example.org>

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \(NIL "one two[ \t]three" \(\("A" NIL "a" "example\.org"\)\) .*\)\)
S~ b OK .*
