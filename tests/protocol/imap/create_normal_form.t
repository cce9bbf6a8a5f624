# RFC 9051 5.1, 6.3.4, 6.3.6; RFC 5198 3: a new 8-bit name is in Normalization Form C, or refused
L:
C: a ENABLE IMAP4rev2
U~ \* ENABLED IMAP4rev2
S~ a OK .*
# e and a combining acute accent; in NFC it is one character
C: b CREATE "Cafe\xcc\x81"
S~ b NO \[CANNOT\] .*
C: c CREATE "Caf\xc3\xa9"
S~ c OK .*
C: d RENAME "Caf\xc3\xa9" "Cafe\xcc\x81"
S~ d NO \[CANNOT\] .*
# the ANGSTROM SIGN, a Hangul syllable in pieces
C: e CREATE "\xe2\x84\xab"
S~ e NO \[CANNOT\] .*
C: f CREATE "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"
S~ f NO \[CANNOT\] .*
C: g CREATE "\xed\x95\x9c"
S~ g OK .*
C: h CREATE "\xe3\x83\x91\xe3\x82\xb7"
S~ h OK .*
C: i LIST "" "C*"
S: * LIST (\HasNoChildren) "." "Caf\xc3\xa9"
S~ i OK .*
# a client of the old kind may do as it has done; what is there can be used
L2:
C2: a CREATE "Cafe&AwE-"
S2~ a OK .*
C: j STATUS "Cafe\xcc\x81" (MESSAGES)
S: * STATUS "Cafe\xcc\x81" (MESSAGES 0)
S~ j OK .*
C: k RENAME "Cafe\xcc\x81" plain
U~ \* LIST .* plain .*OLDNAME.*
S~ k OK .*
