# RFC 4959 3: "=" is an empty first answer, which PLAIN (server waits) cannot accept as a login
C: a AUTHENTICATE PLAIN =
S~ a (NO|BAD) .*
C: b NOOP
S~ b OK .*
