# RFC 5161 3.1, RFC 6855 3, RFC 7162 3.2.3: one ENABLE for several; what is on stays on; the next adds
L:
C: t1 CAPABILITY
S~ \* CAPABILITY .* ENABLE .*
S~ t1 OK .*
C: t2 ENABLE CONDSTORE X-GOOD-IDEA
S: * ENABLED CONDSTORE
S~ t2 OK .*
C: t3 ENABLE QRESYNC UTF8=ACCEPT CONDSTORE
S~ \* ENABLED (?=.*QRESYNC)(?=.*UTF8=ACCEPT).*
S~ t3 OK .*
M: one
C: a SELECT INBOX
U~ \* 1 EXISTS
U~ \* OK \[HIGHESTMODSEQ \d+\].*
S~ a OK .*
C: b STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH \((?=.*MODSEQ \(\d+\)).*\)
S~ b OK .*
# charset and UTF8=ACCEPT do not go together (RFC 6855 3)
C: c UID SEARCH CHARSET UTF-8 ALL
S~ c BAD .*
C: d SEARCH SUBJECT "\xc3\xa4"
U~ \* SEARCH.*
S~ d OK .*
C: e SEARCH SUBJECT "\xc3"
S~ e BAD .*
