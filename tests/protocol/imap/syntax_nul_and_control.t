# RFC 3501 9: CHAR8 has no NUL; atoms have no control characters
L:
C: a CREATE x\x00y
S~ (a|\*) BAD .*
C: b CREATE x\x07y
S~ b (BAD|NO) .*
C: c CREATE {3+}\r\na\x00b
S~ c (BAD|NO) .*
C: d LIST "" *
U~ \* LIST .* "?INBOX"?
N~ .*\x07.*
S~ d OK .*
