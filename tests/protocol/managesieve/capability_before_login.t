# RFC 5804 1.7: SIEVE is told before the login; OWNER is not
C: Capability
U~ "IMPLEMENTATION" "Fumikura"
U~ "VERSION" "1\.0"
U~ "LANGUAGE" "en"
U~ "SIEVE" "[a-z].*"
U~ "EXTLISTS" "tag urn"
U~ "MAXREDIRECTS" "4"
U~ "SASL" ".*\bPLAIN\b.*"
U~ "STARTTLS"
N~ "OWNER".*
N~ "UNAUTHENTICATE".*
S: OK "Capabilities listed."
C: CAPABILITY x
S: NO "CAPABILITY has no arguments."
