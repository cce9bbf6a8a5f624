# RFC 4469 3 with RFC 3502: CATENATE and literals in one APPEND; URLs are %-encoded
A<< INBOX
From: a@example.org
Subject: old
To: b@example.org

text
>>
L:
C: a CREATE "my box"
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c COPY 1 "my box"
S~ c OK .*
C: d APPEND INBOX (\Flagged) CATENATE (URL "/my%20box/;UID=1/;SECTION=HEADER.FIELDS%20(SUBJECT)" TEXT {3+}\r\nnew) (\Seen) "17-Jul-1996 02:44:25 -0700" {7+}\r\na: b\r\nx CATENATE (URL "/%49NBOX/;UID=1/;SECTION=TEXT")
U~ \* 4 EXISTS
S~ d OK \[APPENDUID [0-9]+ 2:4\] .*
C: e FETCH 2:4 (BODY.PEEK[])
S~ \* 2 FETCH \(BODY\[\] \{19\}\r\nSubject: old\r\n\r\nnew\)
S~ \* 3 FETCH \(BODY\[\] \{7\}\r\na: b\r\nx\)
S~ \* 4 FETCH \(BODY\[\] (\{6\}\r\ntext\r\n)\)
S~ e OK .*
C: f FETCH 2:3 (FLAGS)
S~ \* 2 FETCH \(FLAGS \((?=.*\\Flagged)(?!.*\\Seen).*\)\)
S~ \* 3 FETCH \(FLAGS \((?=.*\\Seen)(?!.*\\Flagged).*\)\)
S~ f OK .*
# the first bad URL is named; none of the messages is stored
C: g APPEND INBOX {7+}\r\na: b\r\nx CATENATE (URL "/INBOX/;UID=1" URL "/INBOX/;UID=77" URL "/INBOX/;UID=78")
S~ g NO \[BADURL "?/INBOX/;UID=77"?\] .*
C: h APPEND INBOX CATENATE (URL "/INBOX/;UID=1/;SECTION=9.MIME")
S~ h NO \[BADURL .*
C: i APPEND INBOX CATENATE (URL "/INBOX?SUBJECT%20old")
S~ i NO \[BADURL .*
C: j APPEND INBOX CATENATE (URL "/INBOX")
S~ j NO \[BADURL .*
C: k APPEND INBOX CATENATE (URL "/INBOX/;UID=%zz")
S~ k NO \[BADURL .*
C: l APPEND INBOX CATENATE (URL "http://example.org/")
S~ l NO \[BADURL .*
C: m STATUS INBOX (MESSAGES UIDNEXT)
S~ \* STATUS INBOX \((?=.*MESSAGES 4).*\)
S~ m OK .*
