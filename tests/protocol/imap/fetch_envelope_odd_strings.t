# RFC 3501 4.3: quotes and backslashes escaped or in a literal; encoded words as they stand; comments gone
A<< INBOX
From: "Joe \"Q\" \\Public" <joe@example.org>
To: pete(his account)@(the)example.org (Pete)
Subject: a "quoted" \ word =?UTF-8?Q?=C3=BC?=

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \(NIL ("a \\"quoted\\" \\\\ word =\?UTF-8\?Q\?=C3=BC\?="|\{34\}\r\na "quoted" \\ word =\?UTF-8\?Q\?=C3=BC\?=) \(\(("Joe \\"Q\\" \\\\Public"|\{15\}\r\nJoe "Q" \\Public) NIL "joe" "example\.org"\)\) \(.*\) \(.*\) \(\(("Pete"|NIL) NIL "pete" "example\.org"\)\) NIL NIL NIL NIL\)\)
S~ b OK .*
