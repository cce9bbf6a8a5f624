# the name, then the password
C: a AUTHENTICATE LOGIN
S~ \+ [A-Za-z0-9+/]+=*
C: $base64{$user}
S~ \+ [A-Za-z0-9+/]+=*
C: $base64{$password}
S~ a OK .*
C: b NOOP
S~ b OK .*
