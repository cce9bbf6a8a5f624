# RFC 3501 7.5: each literal is asked for
C: a LOGIN {5}
I: wrong {5}
I: wrong
S~ a NO .*
# RFC 7888 4: and a non-synchronising one is not
C: b LOGIN {5+}\r\nwrong "x"
S~ b NO .*
C: c LOGIN $user {13+}
C: $password
S~ c OK .*
C: d NOOP
S~ d OK .*
