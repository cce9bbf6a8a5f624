# RFC 2449 6.6
M: one
C: USER $user\r\nPASS $password\r\nSTAT\r\nLIST 1\r\nNOOP\r\nQUIT
S~ \+OK .*
S~ \+OK .*
S~ \+OK 1 \d+
S~ \+OK 1 \d+
S~ \+OK .*
S~ \+OK .*
E:
