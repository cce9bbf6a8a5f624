# RFC 3501 2.3.3, 9 date-time: the day has two places
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 INTERNALDATE
S~ \* 1 FETCH \(INTERNALDATE "[ 1-3]\d-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4} \d\d:\d\d:\d\d [+-]\d{4}"\)
S~ b OK .*
