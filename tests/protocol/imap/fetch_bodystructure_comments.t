# RFC 2045 5.1: comments, folding, quoted pairs in Content-Type; case of the names is free
A<< INBOX
MIME-Version: 1.0 (made by hand)
CONTENT-TYPE: Text / Plain (comment);
	CharSet = "us-\ascii" ; x=(c) y
content-transfer-encoding: 7BIT (plain)

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY
S~ \* 1 FETCH \(BODY \((?i:"text" "plain" \("charset" "us-ascii" "x" "y"\) NIL NIL "7bit") 3 1\)\)
S~ b OK .*
