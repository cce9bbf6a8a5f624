# RFC 3501 4.3, 5.1: spaces, quotes, backslashes, brackets; what is made can be found again
L:
C: a CREATE "with space"
S~ a OK .*
C: b LIST "" "with space"
S~ \* LIST \(.*\) "\." ("with space"|\{10\}\r\nwith space)
S~ b OK .*
C: c CREATE {6}
I: q"u"o]
S~ c OK .*
C: d LIST "" q*
S~ \* LIST \(.*\) "\." ("q\\"u\\"o]"|\{6\}\r\nq"u"o])
S~ d OK .*
C: e CREATE "b\\s"
S~ e OK .*
C: f LIST "" b*
S~ \* LIST \(.*\) "\." ("b\\\\s"|\{3\}\r\nb\\s)
S~ f OK .*
C: g SELECT "q\"u\"o]"
U~ \* 0 EXISTS
S~ g OK .*
C: h SELECT "b\\s"
U~ \* 0 EXISTS
S~ h OK .*
