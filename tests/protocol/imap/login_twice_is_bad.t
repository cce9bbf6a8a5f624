# RFC 9051 3.2, 6: commands of the not authenticated state are BAD after it, and the reverse
C: a SELECT INBOX
S~ a BAD .*
C: b APPEND INBOX {7+}\r\na: b\r\nx
S~ b BAD .*
L:
C: c LOGIN $user "$password"
S~ c BAD .*
C: d AUTHENTICATE PLAIN
S~ d BAD .*
C: e STARTTLS
S~ e BAD .*
C: f STORE 1 +FLAGS (\Seen)
S~ f BAD .*
C: g EXPUNGE
S~ g BAD .*
C: h CLOSE
S~ h BAD .*
C: i UID SEARCH RETURN (SAVE) ALL
S~ i BAD .*
C: j STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S~ j OK .*
