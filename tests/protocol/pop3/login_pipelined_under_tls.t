# What came in the clear behind STLS is forgotten
C: STLS\r\nCAPA
S~ \+OK .*
T:
C: USER $user\r\nPASS $password\r\nSTAT
S~ \+OK .*
S~ \+OK .*
S: +OK 0 0
