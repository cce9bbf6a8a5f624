# RFC 3501 7.4.2: Sender and Reply-To are taken from From only where they are missing
A<< INBOX
From: a@example.org, B <b@example.org>
Sender: s@example.org
Reply-To: "Reply, R." <r@example.org>
In-Reply-To: <x@example.org>
Bcc: h@example.org
Subject:

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \(NIL "" \(\(NIL NIL "a" "example\.org"\)\("B" NIL "b" "example\.org"\)\) \(\(NIL NIL "s" "example\.org"\)\) \(\("Reply, R\." NIL "r" "example\.org"\)\) NIL NIL \(\(NIL NIL "h" "example\.org"\)\) "<x@example\.org>" NIL\)\)
S~ b OK .*
