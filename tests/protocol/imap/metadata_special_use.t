# RFC 6154 4, 5.4: /private/specialuse is what LIST tells
L:
C: a CREATE Sent
S~ a OK .*
C: b GETMETADATA Sent /private/specialuse
S~ \* METADATA Sent \(/private/specialuse "?\\+Sent"?\)
S~ b OK .*
C: c CREATE MySpecial
S~ c OK .*
C: d SETMETADATA MySpecial (/private/specialuse "\\Drafts \\Junk")
S~ d OK .*
C: e LIST "" MySpecial
S: * LIST (\HasNoChildren \Drafts \Junk) "." MySpecial
S~ e OK .*
C: f GETMETADATA MySpecial /private/specialuse
S: * METADATA MySpecial (/private/specialuse "\\Drafts \\Junk")
S~ f OK .*
C: g SETMETADATA MySpecial (/private/specialuse "\\All")
S~ g NO \[USEATTR\] .*
C: h SETMETADATA MySpecial (/private/specialuse NIL)
S~ h OK .*
C: i LIST "" MySpecial
S: * LIST (\HasNoChildren) "." MySpecial
S~ i OK .*
