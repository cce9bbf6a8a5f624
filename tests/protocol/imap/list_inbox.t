# RFC 3501 5.1, 6.3.8: INBOX matches in any case, other names do not
L:
C: a LIST "" inbox
S~ \* LIST .* "?INBOX"?
S~ a OK .*
C: b LIST "" "INb%"
S~ \* LIST .* "?INBOX"?
S~ b OK .*
C: c LIST "" *
S~ \* LIST .* "?INBOX"?
S~ c OK .*
C: d LIST {0+}\r\n {5+}\r\ninBox
S~ \* LIST .* "?INBOX"?
S~ d OK .*
