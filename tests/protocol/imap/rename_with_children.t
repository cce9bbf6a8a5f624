# RFC 3501 6.3.5: the children go along; the new levels above are made
L:
C: a CREATE blurdy.bloop
S~ a OK .*
C: b CREATE blurdyl
S~ b OK .*
C: c APPEND blurdy.bloop {4+}\r\na: b
S~ c OK .*
C: d RENAME blurdy new.name
S~ d OK .*
C: e LIST "" *
N~ .*"?blurdy"?
N~ .*blurdy\.bloop.*
U~ \* LIST .* "?blurdyl"?
U~ \* LIST .* "?new"?
U~ \* LIST .* "?new\.name"?
U~ \* LIST .* "?new\.name\.bloop"?
S~ e OK .*
C: f STATUS new.name.bloop (MESSAGES)
S~ \* STATUS "?new.name.bloop"? \(MESSAGES 1\)
S~ f OK .*
