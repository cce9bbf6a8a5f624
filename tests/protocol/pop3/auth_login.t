C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: $base64{$user}
S: + UGFzc3dvcmQ6
C: $base64{$password}
S~ \+OK .*
C: STAT
S: +OK 0 0
