# RFC 3501 6.3.8: an empty name asks for separator and root of the reference
L:
C: a LIST "" ""
S~ \* LIST \(\\Noselect\) "\." ""
S~ a OK .*
C: b LIST foo.bar ""
S~ \* LIST \(\\Noselect\) "\." ("?foo\."?|"")
S~ b OK .*
