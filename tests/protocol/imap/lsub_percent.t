# RFC 3501 6.3.9: with "%", a name that is not subscribed but has subscribed names below is \Noselect
L:
C: a CREATE foo.bar
S~ a OK .*
C: b CREATE baz
S~ b OK .*
C: c SUBSCRIBE foo.bar
S~ c OK .*
C: d SUBSCRIBE baz
S~ d OK .*
C: e LSUB "" %
U~ \* LSUB \((?i:\\Noselect)\) "\." "?foo"?
U~ \* LSUB \((?!.*(?i:\\Noselect)).*\) "\." "?baz"?
N~ .*foo\.bar.*
S~ e OK .*
C: f SUBSCRIBE foo
S~ f OK .*
C: g LSUB "" %
U~ \* LSUB \((?!.*(?i:\\Noselect)).*\) "\." "?foo"?
S~ g OK .*
C: h LSUB foo. %
S~ \* LSUB \(.*\) "\." "?foo\.bar"?
S~ h OK .*
C: i LSUB "" *
U~ \* LSUB .* "?foo"?
U~ \* LSUB .* "?foo\.bar"?
U~ \* LSUB .* "?baz"?
S~ i OK .*
