# RFC 3501 6.2.3, 9: user and password are astrings: atom, quoted, literal
C: a LOGIN "$user" "$password"
S~ a OK .*
C2: a LOGIN $user {13}
I2: $password
S2~ (\* CAPABILITY .*|a OK .*)
L3:
