# RFC 5258 3.5, 5 examples 8 to 10: CHILDINFO
L:
C: a1 CREATE Foo
S~ a1 OK .*
C: a2 CREATE Foo.Bar
S~ a2 OK .*
C: a3 CREATE Foo.Baz
S~ a3 OK .*
C: a4 CREATE Moo
S~ a4 OK .*
# nobody is subscribed
C: b1 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S~ b1 OK .*
C: c1 SUBSCRIBE Foo.Baz
S~ c1 OK .*
C: c2 LIST (SUBSCRIBED) "" "%"
S~ c2 OK .*
C: c3 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S~ \* LIST \((?!.*Subscribed)(?!.*NonExistent).*\) "\." Foo \("?CHILDINFO"? \("SUBSCRIBED"\)\)
S~ c3 OK .*
# what is listed itself is not told twice
C: c4 LIST (SUBSCRIBED RECURSIVEMATCH) "" "*"
S~ \* LIST \(.*\\Subscribed.*\) "\." Foo\.Baz
S~ c4 OK .*
C: d1 SUBSCRIBE Foo
S~ d1 OK .*
C: d2 LIST (RECURSIVEMATCH SUBSCRIBED) "" "%"
S~ \* LIST \((?=.*\\Subscribed).*\) "\." Foo \("?CHILDINFO"? \("SUBSCRIBED"\)\)
S~ d2 OK .*
# children that are not subscribed
C: e1 UNSUBSCRIBE Foo.Baz
S~ e1 OK .*
C: e2 SUBSCRIBE Moo
S~ e2 OK .*
C: e3 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN)
S~ \* LIST \((?=.*\\HasChildren)(?=.*\\Subscribed).*\) "\." Foo
S~ \* LIST \((?=.*\\HasNoChildren)(?=.*\\Subscribed).*\) "\." Moo
S~ e3 OK .*
# a parent that does not exist, and below it names that do not
C: f1 SUBSCRIBE up.mid.low
S~ f1 OK .*
C: f2 LIST (SUBSCRIBED RECURSIVEMATCH) "" up%
S~ \* LIST \((?=.*\\NonExistent)(?!.*Subscribed).*\) "\." up \("?CHILDINFO"? \("SUBSCRIBED"\)\)
S~ f2 OK .*
C: f3 LIST (SUBSCRIBED RECURSIVEMATCH) "" (up.%.low up.%)
S~ \* LIST \((?=.*\\NonExistent)(?=.*\\Subscribed).*\) "\." up\.mid\.low
S~ f3 OK .*
# alone it means nothing
C: g1 LIST (RECURSIVEMATCH) "" *
S~ g1 BAD .*
C: g2 LIST (REMOTE RECURSIVEMATCH) "" *
S~ g2 BAD .*
