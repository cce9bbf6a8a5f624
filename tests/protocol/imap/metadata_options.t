# RFC 5464 4.2.1, 4.2.2: MAXSIZE and DEPTH, before the mailbox (5) or behind it (4.2.1)
L:
C: a SETMETADATA INBOX (/private/filters/values/small "SMALLER 5000" /private/filters/values/boss "FROM boss" /private/filters/values/boss/deep "x" /private/filters "y")
S~ a OK .*
C: b GETMETADATA (DEPTH 1) INBOX (/private/filters/values)
U~ \* METADATA INBOX \(/private/filters/values/(small "SMALLER 5000" /private/filters/values/boss "FROM boss"|boss "FROM boss" /private/filters/values/small "SMALLER 5000")\)
S~ b OK .*
C: c GETMETADATA INBOX (DEPTH infinity) (/private/filters/values/boss)
S~ \* METADATA INBOX \(/private/filters/values/boss "FROM boss" /private/filters/values/boss/deep "?x"?\)
S~ c OK .*
C: d GETMETADATA "INBOX" (DEPTH 0 MAXSIZE 5) (/private/filters /private/filters/values/small)
S~ \* METADATA INBOX \(/private/filters "?y"?\)
S~ d OK \[METADATA LONGENTRIES 12\] .*
C: e GETMETADATA (maxsize 1 depth infinity) INBOX /private/filters/values
S~ \* METADATA INBOX \(/private/filters/values/boss/deep "?x"?\)
S~ e OK \[METADATA LONGENTRIES 12\] .*
# a name that only begins alike is not below
C: f GETMETADATA (DEPTH infinity) INBOX /private/fil
S~ f OK .*
C: g GETMETADATA (DEPTH infinity) INBOX /private
S~ \* METADATA INBOX \(.*/private/filters/values/small.*\)
S~ g OK .*
C: h GETMETADATA (DEPTH 2) INBOX /private/filters
S~ h BAD .*
C: i GETMETADATA (FROB 2) INBOX /private/filters
S~ i BAD .*
C: j GETMETADATA (MAXSIZE x) INBOX /private/filters
S~ j BAD .*
