# RFC 3501 5.1, 9: an 8-bit byte is no ATOM-CHAR nor QUOTED-CHAR here: such a name is refused
L:
C: a CREATE f\xc3\xbcr
S~ a (BAD|NO) .*
C: b CREATE {4}
I: f\xc3\xbcr
S~ b (NO|BAD) .*
C: c LIST "" f*
S~ c OK .*
