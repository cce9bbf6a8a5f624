# RFC 3501 6.2.3, RFC 7888: what follows the login in the same packet is run
C: a LOGIN $user "$password"\r\nb NOOP
S~ a OK \[CAPABILITY .*
S~ b OK .*
C2: a LOGIN {%}
S2~ a BAD .*
C2: b login {0}
I2: {0+}\r\n
S2~ b BAD .*
C2: c LOGIN "$user" wrong\r\nd NOOP
S2~ c NO \[AUTHENTICATIONFAILED\] .*
S2~ d OK .*
C2: e LOGOUT
S2~ \* BYE .*
S2~ e OK .*
E2:
