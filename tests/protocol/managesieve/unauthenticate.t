# RFC 5804 2.14.1
L:
C: PUTSCRIPT "mine" "keep;"
S: OK "Stored."
C: UNAUTHENTICATE x
S: NO "Malformed arguments."
C: UNAUTHENTICATE
S: OK "Not logged in any more."
C: LISTSCRIPTS
S~ NO "Unknown command.*
C: CAPABILITY
U~ "SASL" .*
N~ "OWNER".*
S: OK "Capabilities listed."
C: AUTHENTICATE "PLAIN" "$base64{\x00$other\x00$password}"
S: OK "Logged in."
C: LISTSCRIPTS
S: OK "Scripts listed."
C: UNAUTHENTICATE\r\nAUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"\r\nLISTSCRIPTS
S: OK "Not logged in any more."
S: OK "Logged in."
S: "mine"
S: OK "Scripts listed."
