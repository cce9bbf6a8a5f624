# RFC 5321 4.1.1.6, 4.1.1.9, 4.2.4: NOOP with a string too; VRFY 252, 250 or 502; what is unknown 500
C: NOOP
S~ 250 2\.0\.0 .*
C: noop some words
S~ 250 .*
C: VRFY $user
S~ (25[02]|50[02]|55\d) .*
C: FROB
S~ 50[02] 5\.5\.[12] .*
C:
S~ 50\d .*
C: LHLO c
U~ 250-.*
S~ 250 .*
