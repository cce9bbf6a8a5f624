# RFC 7377 4: what is none of the grammar is BAD; selected-delayed is not for ESEARCH, and there are no scope options
L:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b1 ESEARCH
S~ b1 BAD .*
C: b2 ESEARCH IN (selected-delayed) ALL
S~ b2 BAD .*
C: b3 ESEARCH IN () ALL
S~ b3 BAD .*
C: b4 ESEARCH IN personal ALL
S~ b4 BAD .*
C: b5 ESEARCH IN (personal ALL
S~ b5 BAD .*
C: b6 ESEARCH IN (personal)
S~ b6 BAD .*
C: b7 ESEARCH IN (everywhere) ALL
S~ b7 BAD .*
C: b8 ESEARCH IN (mailboxes) ALL
S~ b8 BAD .*
C: b9 ESEARCH IN (mailboxes ()) ALL
S~ b9 BAD .*
C: c1 ESEARCH IN (subtree) ALL
S~ c1 BAD .*
C: c2 ESEARCH IN (personal (deep)) ALL
S~ c2 BAD .*
C: c3 ESEARCH IN (personal (deep 1)) ALL
S~ c3 BAD .*
C: c4 ESEARCH IN (personal) RETURN (NOSUCH) ALL
S~ c4 BAD .*
C: c5 ESEARCH RETURN (ALL) IN (personal) ALL
S~ c5 BAD .*
C: c6 ESEARCH IN (personal) RETURN (ALL) NOSUCH
S~ c6 BAD .*
C: c7 ESEARCH IN (personal) CHARSET nosuch SUBJECT x
S~ c7 NO \[BADCHARSET .*\] .*
C: c8 ESEARCH IN(personal) ALL
S~ c8 BAD .*
C: c9 ESEARCH IN (personal)ALL
S~ c9 BAD .*
C: d1 NOTIFY SET (subtree-one INBOX (MessageNew MessageExpunge))
S~ d1 BAD .*
C: d2 ESEARCH IN (personal) CHARSET UTF-8 SUBJECT x
S~ d2 OK .*
