# RFC 7888 4: what is too large to be read away ends the session; it is no command
L:
C: a APPEND INBOX {4294967296}
S~ a NO \[TOOBIG\] .*
C: b APPEND INBOX {99999999999999999999}
S~ b NO \[TOOBIG\] .*
C: c NOOP
S~ c OK .*
C: d APPEND INBOX {4294967296+}
S~ \* BYE \[TOOBIG\] .*
E:
