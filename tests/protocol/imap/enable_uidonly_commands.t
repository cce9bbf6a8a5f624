# RFC 9586 3: the UID form of each command works, the other is BAD with UIDREQUIRED
A<< INBOX ()
Subject: b

one
>>
A<< INBOX (\Flagged)
Subject: a

two
>>
A<< INBOX ()
Subject: c

three
>>
L:
C: a ENABLE UIDONLY
S: * ENABLED UIDONLY
S~ a OK .*
C: a2 CREATE Other
S~ a2 OK .*
C: b SELECT INBOX
U~ \* 3 EXISTS
S~ b OK .*
C: c SORT (SUBJECT) UTF-8 ALL
S~ c BAD \[UIDREQUIRED\] .*
C: d THREAD ORDEREDSUBJECT UTF-8 ALL
S~ d BAD \[UIDREQUIRED\] .*
C: e REPLACE 1 INBOX {7+}\r\na: b\r\nx
S~ e BAD \[UIDREQUIRED\] .*
C: f STORE $ +FLAGS (\Seen)
S~ f BAD \[UIDREQUIRED\] .*
C: g UID SEARCH NOT 1
S~ g BAD \[UIDREQUIRED\] .*
C: h UID SEARCH OR (SEEN *) ALL
S~ h BAD \[UIDREQUIRED\] .*
C: i UID SORT (SUBJECT) UTF-8 2:*
S~ i BAD \[UIDREQUIRED\] .*
C: j UID SORT (SUBJECT) UTF-8 UID 2:3
S: * SORT 2 3
S~ j OK .*
C: k UID SEARCH RETURN (SAVE) FLAGGED
S~ k OK .*
C: l UID FETCH $ (RFC822.SIZE)
S~ \* 2 UIDFETCH \(RFC822\.SIZE \d+\)
S~ l OK .*
C: m UID SEARCH $
S: * SEARCH 2
S~ m OK .*
C: n UID COPY $ Other
S~ n OK \[COPYUID [0-9]+ 2 1\] .*
C: o UID MOVE 1 Other
S~ \* OK \[COPYUID [0-9]+ 1 2\].*
U~ \* VANISHED 1
N~ .*EXPUNGE.*
S~ o OK .*
C: p UID REPLACE 2 INBOX {7+}\r\na: b\r\nx
U~ \* OK \[APPENDUID [0-9]+ 4\].*
U~ \* VANISHED 2
N~ .*EXPUNGE.*
S~ p OK .*
C: q UID STORE 4 +FLAGS.SILENT (\Deleted)
S~ q OK .*
C: r UID EXPUNGE 4
S: * VANISHED 4
S~ r OK .*
C: s UID FETCH 1:* (FLAGS)
S~ \* 3 UIDFETCH \(FLAGS \(.*\)\)
S~ s OK .*
