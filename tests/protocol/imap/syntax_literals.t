# RFC 3501 4.3, 7.5; RFC 7888 4: literals anywhere an astring may stand; "~", spaces and signs are no size
L:
C: a CREATE {3}
I: a b
S~ a OK .*
C: b RENAME {3}
I: a b {3+}
C: c d
S~ b OK .*
C: c STATUS {3+}\r\nc d (MESSAGES)
S~ \* STATUS ("c d"|\{3\}\r\nc d) \(MESSAGES 0\)
S~ c OK .*
C: d LIST {0+}\r\n "c*"
S~ \* LIST \(.*\) "\." ("c d"|\{3\}\r\nc d)
S~ d OK .*
C: e SELECT { 3}
S~ e BAD .*
C: f SELECT {-3}
S~ f BAD .*
C: g SELECT {}
S~ g BAD .*
C: h NOOP
S~ h OK .*
