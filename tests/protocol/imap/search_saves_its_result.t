# RFC 5182: "$" stands for what the last SEARCH with SAVE found
A<< INBOX (\Flagged)
Subject: one

x
>>
A<< INBOX ()
Subject: two

x
>>
A<< INBOX (\Flagged)
Subject: three

xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
# nothing was saved yet: an empty list is no error
C: b1 FETCH $ (UID)
S~ b1 OK .*
C: b2 SEARCH $
S: * SEARCH
S~ b2 OK .*
# Examples 1 and 2, pipelined; SAVE alone is answered by nothing
C- A282 SEARCH RETURN (SAVE) FLAGGED\r\nA283 FETCH $ (UID)\r\n
S~ A282 OK .*
S: * 1 FETCH (UID 1)
S: * 3 FETCH (UID 3)
S~ A283 OK .*
# Example 3
C: A301 UID SEARCH UID $ SMALLER 60
S: * SEARCH 1
S~ A301 OK .*
C: A302 UID SEARCH $ SMALLER 60
S: * SEARCH 1
S~ A302 OK .*
# Example 4
C: P283 SEARCH CHARSET UTF-8 (OR $ 2) TEXT {3}
S~ \+ .*
C: two
S: * SEARCH 2
S~ P283 OK .*
C: P284 SEARCH NOT $
S: * SEARCH 2
S~ P284 OK .*
# other commands, and the UID forms
C: c1 STORE $ +FLAGS.SILENT (\Answered)
S~ c1 OK .*
C: c2 UID FETCH $ (FLAGS)
S~ \* 1 FETCH \(UID 1 FLAGS \(\\Answered \\Flagged.*\)\)
S~ \* 3 FETCH \(UID 3 FLAGS \(\\Answered \\Flagged.*\)\)
S~ c2 OK .*
C: c3 CREATE Other
S~ c3 OK .*
C: c4 COPY $ Other
S~ c4 OK \[COPYUID [0-9]+ 1,3 1:2\] .*
# with other options, what they name (RFC 9051 6.4.4.3)
C: d1 SEARCH RETURN (SAVE MIN) FLAGGED
S: * ESEARCH (TAG "d1") MIN 1
S~ d1 OK .*
C: d2 SEARCH $
S: * SEARCH 1
S~ d2 OK .*
C: d3 SEARCH RETURN (SAVE MIN MAX) ALL
S: * ESEARCH (TAG "d3") MIN 1 MAX 3
S~ d3 OK .*
C: d4 SEARCH $
S: * SEARCH 1 3
S~ d4 OK .*
C: d5 SEARCH RETURN (SAVE COUNT) ALL
S: * ESEARCH (TAG "d5") COUNT 3
S~ d5 OK .*
C: d6 SEARCH $
S: * SEARCH 1 2 3
S~ d6 OK .*
# what does not change it: BAD, and searches without SAVE
C: e1 SEARCH RETURN (SAVE) NONSENSE
S~ e1 BAD .*
C: e2 SEARCH RETURN (COUNT) SUBJECT two
S: * ESEARCH (TAG "e2") COUNT 1
S~ e2 OK .*
C: e3 SEARCH RETURN (COUNT) CHARSET X-NONE SUBJECT two
S~ e3 NO \[BADCHARSET .*
C: e4 SEARCH $
S: * SEARCH 1 2 3
S~ e4 OK .*
# what is expunged leaves it
C: f1 STORE 1 +FLAGS.SILENT (\Deleted)
S~ f1 OK .*
C: f2 EXPUNGE
S: * 1 EXPUNGE
S~ f2 OK .*
C: f3 SEARCH $
S: * SEARCH 1 2
S~ f3 OK .*
# Example 5: NO with SAVE empties it
C: B283 SEARCH RETURN (SAVE) CHARSET X-NONE SUBJECT x
S~ B283 NO \[BADCHARSET .*
C: g1 SEARCH $
S: * SEARCH
S~ g1 OK .*
# Example 6
C: E283 COPY $ Other
S~ E283 OK .*
# SELECT empties it
C: h1 SEARCH RETURN (SAVE) ALL
S~ h1 OK .*
C: h2 SELECT INBOX
U~ \* 2 EXISTS
S~ h2 OK .*
C: h3 SEARCH $
S: * SEARCH
S~ h3 OK .*
C: h4 FETCH $,1 (UID)
S~ h4 BAD .*
