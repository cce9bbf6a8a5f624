# RFC 3501 6.4.5 HEADER.FIELDS and .NOT: any case, folded lines whole, an empty line behind, duplicates kept
A<< INBOX
Received: one
From: a@example.org
Subject: long
 folded
	line
Received: two
X-Nothing:

body
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[HEADER.FIELDS (subject)]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS \("?(?i:subject)"?\)\] \{33\}\r\nSubject: long\r\n folded\r\n\tline\r\n\r\n\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[HEADER.FIELDS (RECEIVED "From")]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS \("?(?i:received)"? "?(?i:from)"?\)\] \{53\}\r\nReceived: one\r\nFrom: a@example.org\r\nReceived: two\r\n\r\n\)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (Received From Subject)]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS\.NOT \(.*\)\] \{14\}\r\nX-Nothing:\r\n\r\n\)
S~ d OK .*
# no such field: only the empty line
C: e FETCH 1 BODY.PEEK[HEADER.FIELDS (X-None)]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS \("?X-None"?\)\] \{2\}\r\n\r\n\)
S~ e OK .*
C: f FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (X-None)]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS\.NOT \("?X-None"?\)\] \{\d+\}\r\nReceived: one\r\n.*X-Nothing:\r\n\r\n\)
S~ f OK .*
# a part of a name is no name
C: g FETCH 1 BODY.PEEK[HEADER.FIELDS (Sub X-Nothing-More)]
S~ \* 1 FETCH \(BODY\[HEADER\.FIELDS \(.*\)\] \{2\}\r\n\r\n\)
S~ g OK .*
