# RFC 3501 9 quoted: the escapes are undone before the comparison
C: a LOGIN "$user" "\"correct horse\""
S~ a NO .*
C: b LOGIN "$user" "correct\ horse"
S~ b (BAD|NO) .*
C: c LOGIN "$user" "$password"
S~ c OK .*
