# RFC 2971 3: in any state; NIL or a list of field and value
C: a ID NIL
S~ \* ID (NIL|\(.*\))
S~ a OK .*
C: b ID ("name" "x" "vendor" NIL)
S~ \* ID (NIL|\(.*\))
S~ b OK .*
L:
C: c id nil
S~ \* ID (NIL|\(.*\))
S~ c OK .*
C: d ID ("name" {4+}
C: a"b\)
S~ \* ID (NIL|\(.*\))
S~ d OK .*
C: e ID
S~ e BAD .*
C: f ID ("name")
S~ f BAD .*
C: g ID (NIL "x")
S~ g BAD .*
C: h ID "x"
S~ h BAD .*
