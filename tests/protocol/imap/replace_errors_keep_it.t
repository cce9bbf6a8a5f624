# RFC 8508 3.4: no EXPUNGE before all is done; after an error the old message is there
A<< INBOX (\Draft)
Subject: one

1
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b UID REPLACE 1 INBOX CATENATE (URL "/INBOX/;UID=9" TEXT {1+}\r\nx)
N~ .*EXPUNGE.*
S~ b NO \[BADURL .*
C: c UID REPLACE 1 Nowhere (\Seen) {7+}\r\na: b\r\nx
N~ .*EXPUNGE.*
S~ c NO \[TRYCREATE\] .*
C: d UID REPLACE 0 INBOX {7+}\r\na: b\r\nx
S~ d BAD .*
C: e UID REPLACE $ INBOX {7+}\r\na: b\r\nx
S~ e BAD .*
# seq-number (5) is one: no set, and "*" is the last
C: e1 UID REPLACE 1:1 INBOX {7+}\r\na: b\r\nx
S~ e1 BAD .*
C: e2 UID REPLACE 1,1 INBOX {7+}\r\na: b\r\nx
S~ e2 BAD .*
C: e3 REPLACE 1:* INBOX {7+}\r\na: b\r\nx
S~ e3 BAD .*
C: e4 SEARCH RETURN (SAVE) ALL
S~ e4 OK .*
C: e5 UID REPLACE $ INBOX {7+}\r\na: b\r\nx
S~ e5 BAD .*
C: f REPLACE 1 INBOX (\Seen "bad date" {7+}\r\na: b\r\nx
S~ f BAD .*
C: g FETCH 1 (UID FLAGS)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*\\Draft)(?!.*\\Deleted).*\)
S~ g OK .*
# RFC 8474 5.1, RFC 8508 4.6: another message has another EMAILID
C: h FETCH 1 (EMAILID)
S~ \* 1 FETCH \(EMAILID \((?P<id>[A-Za-z0-9_-]+)\)\)
S~ h OK .*
C: i replace 1 inbox (\Draft) ~{7+}\r\na: b\r\nx
U~ \* OK \[APPENDUID [0-9]+ 2\].*
U~ \* 1 EXPUNGE
S~ i OK .*
C: j FETCH 1 (EMAILID)
S~ \* 1 FETCH \(EMAILID \((?!${id}\))[A-Za-z0-9_-]+\)\)
S~ j OK .*
C: k UNSELECT
S~ k OK .*
C: l UID REPLACE 2 INBOX {7+}\r\na: b\r\nx
S~ l (BAD|NO) .*
C: m SELECT INBOX
U~ \* 1 EXISTS
S~ m OK .*
C: n UID REPLACE * INBOX {7+}\r\na: b\r\nx
U~ \* OK \[APPENDUID [0-9]+ 3\].*
U~ \* 1 EXPUNGE
S~ n OK .*
