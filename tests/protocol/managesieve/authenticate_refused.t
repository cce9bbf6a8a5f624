# RFC 5804 2.1
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00wrong}"
S: NO "Authentication failed."
C: AUTHENTICATE "GSSAPI"
S: NO "There is no such mechanism."
# it sends data first: a first response MUST be refused
C: AUTHENTICATE "CRAM-MD5" "eA=="
S~ NO.*
C2: AUTHENTICATE PLAIN
S2~ NO "AUTHENTICATE wants a mechanism .*"
C2: AUTHENTICATE "PLAIN" "!"
S2: NO "Malformed authentication response."
# RFC 5804 2.1: "*" cancels
C2: AUTHENTICATE "PLAIN"
S2: ""
C2: "*"
S2: NO "AUTHENTICATE was cancelled."
S2: BYE "Too many bad commands."
E2:
