# RFC 3501 6.3.1, RFC 5530 3 NONEXISTENT: a failed SELECT closes what was selected
L:
C: a SELECT INBOX
U~ \* 0 EXISTS
S~ a OK .*
C: b SELECT nope
S~ \* OK \[CLOSED\].*
S~ b NO (\[NONEXISTENT\] )?.*
C: c SEARCH ALL
S~ c (BAD|NO) .*
C: d SELECT
S~ d BAD .*
C: e SELECT INBOX x
S~ e BAD .*
C: f SELECT ""
S~ f (NO|BAD) .*
C: g SELECT (INBOX)
S~ g BAD .*
C: h SELECT IN*
S~ h (BAD|NO) .*
# a name that has only children cannot be selected
C: i CREATE up.down
S~ i OK .*
C: j DELETE up
S~ j (OK|NO) .*
C: k SELECT up
S~ k NO .*
