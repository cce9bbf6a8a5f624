# RFC 5804 1.7: OWNER is told, STARTTLS not any more
L:
C: CAPABILITY
U~ "IMPLEMENTATION" "Fumikura"
U~ "VERSION" "1\.0"
U~ "LANGUAGE" "en"
U~ "SIEVE" "[a-z].*"
U~ "EXTLISTS" "tag urn"
U~ "MAXREDIRECTS" "4"
U~ "OWNER" "$user"
U~ "UNAUTHENTICATE"
N~ "STARTTLS".*
S: OK "Capabilities listed."
C: CAPABILITY "x"
S: NO "Malformed arguments."
