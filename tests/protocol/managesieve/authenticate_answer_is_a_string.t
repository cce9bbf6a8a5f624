C: AUTHENTICATE "PLAIN"
S: ""
C: $base64{\x00$user\x00$password}
S: NO "Malformed authentication response."
C: AUTHENTICATE "PLAIN"
S: ""
C- {5+}\r\nx\r\ny\r\n
S~ NO.*
C: LOGOUT
S: OK "Logged out."
E:
