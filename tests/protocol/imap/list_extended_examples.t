# RFC 5258 5: examples 4, 5, 8 to 10 and the table of 3.5
L:
C: a1 CREATE foo2.bar1
S~ a1 OK .*
C: a2 CREATE foo2.bar2
S~ a2 OK .*
C: a3 CREATE baz2.bar2
S~ a3 OK .*
C: a4 CREATE baz2.bar22.sub
S~ a4 OK .*
C: a5 CREATE eps2
S~ a5 OK .*
C: a6 CREATE eps2.mamba
S~ a6 OK .*
C: a7 CREATE qux2.bar2
S~ a7 OK .*
C: b1 SUBSCRIBE foo2.bar1
S~ b1 OK .*
C: b2 SUBSCRIBE foo2.bar2
S~ b2 OK .*
C: b3 SUBSCRIBE baz2.bar2
S~ b3 OK .*
C: b4 SUBSCRIBE baz2.bar22.sub
S~ b4 OK .*
C: b5 SUBSCRIBE eps2
S~ b5 OK .*
C: b6 SUBSCRIBE eps2.mamba
S~ b6 OK .*
# a parent is told for what the pattern does not show
C: D02 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
U~ \* LIST \((?=.*\\NonExistent)(?!.*Subscribed).*\) "\." foo2 \("?CHILDINFO"? \("SUBSCRIBED"\)\)
U~ \* LIST \((?=.*\\Subscribed).*\) "\." foo2\.bar2
U~ \* LIST \((?=.*\\Subscribed).*\) "\." baz2\.bar2
U~ \* LIST \((?=.*\\NonExistent).*\) "\." baz2\.bar22 \("?CHILDINFO"? \("SUBSCRIBED"\)\)
U~ \* LIST \((?=.*\\Subscribed).*\) "\." eps2 \("?CHILDINFO"? \("SUBSCRIBED"\)\)
N~ \* LIST .* "\." qux2.*
N~ \* LIST .* "\." foo2\.bar1.*
S~ D02 OK .*
# the first line is a name the pattern shows that has one below it the pattern does not
C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2" RETURN (CHILDREN)
U~ \* LIST \((?=.*\\NonExistent)(?=.*\\HasChildren).*\) "\." foo2 .*
U~ \* LIST \((?=.*\\HasNoChildren).*\) "\." foo2\.bar2
N~ .*\\HasChildren .*\\HasNoChildren.*
S~ D03 OK .*
# without RECURSIVEMATCH none has CHILDINFO
C: D04 LIST (SUBSCRIBED) "" "*" RETURN (CHILDREN SUBSCRIBED)
N~ .*CHILDINFO.*
N~ \* LIST .* "\." (foo2|baz2|baz2\.bar22|qux2.*|INBOX)
U~ \* LIST \((?=.*\\Subscribed)(?=.*\\HasChildren).*\) "\." eps2
S~ D04 OK .*
# no match at all
C: D05 LIST (SUBSCRIBED RECURSIVEMATCH) "" "qux%"
S~ D05 OK .*
# a reference and several patterns; a pattern with the reference in it
C: D06 LIST (SUBSCRIBED) "eps2." ("%" "x%")
S~ \* LIST \(.*\\Subscribed.*\) "\." eps2\.mamba
S~ D06 OK .*
# literals, quoted, in any order of RETURN
C: D07 LIST (SUBSCRIBED) {0}
I- 
C-  ({5}\r\n
I- eps2%
C:  "foo2.%") RETURN (SUBSCRIBED CHILDREN)
U~ \* LIST .* "\." eps2
U~ \* LIST .* "\." foo2\.bar1
U~ \* LIST .* "\." foo2\.bar2
N~ \* LIST .* "\." eps2\.mamba
S~ D07 OK .*
