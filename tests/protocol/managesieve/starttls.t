# RFC 5804 2.2: the capabilities are told again under TLS, without STARTTLS
C: StartTls
S: OK "Begin the TLS handshake now."
T:
U~ "IMPLEMENTATION" "Fumikura"
U~ "SIEVE" ".*"
U~ ".*PLAIN.*"
N~ "STARTTLS".*
S: OK "Fumikura ready."
C: STARTTLS
S: NO "TLS is in use already."
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"
S: OK "Logged in."
C: LISTSCRIPTS
S: OK "Scripts listed."
