# RFC 3501 6.1.1, RFC 5161, RFC 2971, RFC 2342
L:
C: a CAPABILITY
S~ \* CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL\+( [A-Za-z0-9+=:/.-]+)*
S~ a OK .*
C: b ENABLE X-NOTHING
S: * ENABLED
S~ b OK .*
C: c ID ("name" "test" "version" NIL)
S~ \* ID \("name" "Fumikura".*
S~ c OK .*
C: d ID NIL
S~ \* ID .*
S~ d OK .*
C: e NAMESPACE
S~ \* NAMESPACE \(\("" "\."\)\) (NIL|\(.*\)) (NIL|\(.*\))
S~ e OK .*
C: f cHeCk
S~ f BAD .*
C: g select inbox
S~ \* FLAGS .*
U~ \* 0 EXISTS
S~ g OK .*
C: h cHeCk
S~ h OK .*
