# RFC 5804 2.14.1: TLS stays
C: STARTTLS
S: OK "Begin the TLS handshake now."
T:
U~ "SASL" .*
S: OK "Fumikura ready."
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"
S: OK "Logged in."
C: UNAUTHENTICATE
S: OK "Not logged in any more."
C: STARTTLS
S: NO "TLS is in use already."
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"
S: OK "Logged in."
C: LOGOUT
S: OK "Logged out."
E:
