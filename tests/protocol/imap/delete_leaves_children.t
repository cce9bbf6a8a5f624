# RFC 3501 6.3.4: children stay; the name itself becomes \Noselect and cannot be deleted again
L:
C: a CREATE blurdy
S~ a OK .*
C: b CREATE blurdy.down
S~ b OK .*
C: c APPEND blurdy {4+}\r\na: b
S~ c OK .*
C: d DELETE blurdy
S~ d OK .*
C: e LIST "" blurdy*
U~ \* LIST \((?=[^)]*\\Noselect)[^)]*\) "\." "?blurdy"?
U~ \* LIST \((?![^)]*\\Noselect)[^)]*\) "\." "?blurdy\.down"?
S~ e OK .*
C: f SELECT blurdy
S~ f NO .*
C: g DELETE blurdy
S~ g NO .*
# made again it is empty and selectable
C: h CREATE blurdy
S~ h OK .*
C: i SELECT blurdy
U~ \* 0 EXISTS
S~ i OK .*
