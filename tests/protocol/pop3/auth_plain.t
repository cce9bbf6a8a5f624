# RFC 5034: with an initial response, without, "=" and cancelled
C: AUTH PLAIN $base64{\x00$user\x00$password}
S~ \+OK .*
C: STAT
S: +OK 0 0
C2: AUTH PLAIN
S2: + 
C2: $base64{\x00$user\x00$password}
S2~ \+OK .*
C3: AUTH PLAIN
S3: + 
C3: *
S3~ -ERR .*
C3: auth plain
S3: + 
C3: $base64{\x00$user\x00wrong}
S3~ -ERR \[AUTH\] .*
C4: AUTH PLAIN =
S4~ -ERR .*
C4: AUTH PLAIN @@@
S4~ -ERR .*
