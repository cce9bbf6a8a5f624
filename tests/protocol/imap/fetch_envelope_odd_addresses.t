# RFC 3501 7.4.2: what cannot be parsed still gives a list of four strings or NIL each
A<< INBOX
From: not an address
To: <>, a@b@c, "unclosed
Cc: ,,,
Bcc: (only a comment)
Sender: local
Date: nonsense

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \("nonsense" NIL( (NIL|\((\((NIL|"[^"]*") (NIL|"[^"]*") (NIL|"[^"]*") (NIL|"[^"]*")\))+\))){6} NIL NIL\)\)
S~ b OK .*
