# RFC 5258 3, 5 example 11: \NonExistent where a name only has names below it
L:
C: a CREATE music.rock
S~ a OK .*
C: b LIST () "" %
U~ \* LIST \((?=.*\\NonExistent)(?=.*\\HasChildren).*\) "\." music
S~ b OK .*
# not where all of these are shown themselves
C: c LIST "" (% music.rock)
U~ \* LIST .* "\." INBOX
U~ \* LIST .* "\." music\.rock
N~ .*NonExistent.*
S~ c OK .*
C: d LIST () "" *
U~ \* LIST .* "\." music\.rock
N~ .*NonExistent.*
S~ d OK .*
# the old form knows only \Noselect
C: e LIST "" %
U~ \* LIST \(\\Noselect \\HasChildren\) "\." music
S~ e OK .*
