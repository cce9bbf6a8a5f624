# RFC 5804 2.1: the initial response, quoted and as a literal; then logged in
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"
S: OK "Logged in."
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"
S: NO "You are logged in already."
C: STARTTLS
S: NO "You are logged in already."
C: LOGOUT
S: OK "Logged out."
E:
# without one: an empty challenge, the answer a literal
C2: authenticate "plain"
S2: ""
C2: "$base64{\x00$user\x00$password}"
S2: OK "Logged in."
C3: AUTHENTICATE "LOGIN"
S3: "VXNlcm5hbWU6"
C3: "$base64{$user}"
S3: "UGFzc3dvcmQ6"
C3: "$base64{$password}"
S3: OK "Logged in."
