# RFC 3501 9 quoted: only "\\" and "\"" are escaped; it ends on its line
L:
C: a CREATE "a\b"
S~ a BAD .*
C: b CREATE "abc
S~ b BAD .*
C: c CREATE "abc"d
S~ c BAD .*
C: d CREATE abc"d"
S~ d BAD .*
C: e CREATE "\"\\"
S~ e OK .*
C: f LIST "" %
U~ \* LIST \(.*\) "\." ("\\"\\\\"|\{2\}\r\n"\\)
S~ f OK .*
