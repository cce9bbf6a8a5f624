# RFC 5804 2: commands sent together, a login of one round trip among them
C: AUTHENTICATE "PLAIN" "$base64{\x00$user\x00$password}"\r\nPUTSCRIPT "a" {5+}\r\nkeep;\r\nSETACTIVE "a"\r\nLISTSCRIPTS\r\nLOGOUT\r\nNOOP
S: OK "Logged in."
S: OK "Stored."
S: OK "It is active."
S: "a" ACTIVE
S: OK "Scripts listed."
S: OK "Logged out."
E:
