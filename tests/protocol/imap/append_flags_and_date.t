# RFC 3501 6.3.11: flags (keywords too) and the internal date are kept
L:
C: a APPEND INBOX (\Flagged $Forwarded MyWord) "17-Jul-1996 02:44:25 -0700" {4}
I: a: b
S~ a OK .*
C: b SELECT INBOX
U~ \* FLAGS \((?=.*MyWord).*\)
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 FLAGS
S~ \* 1 FETCH \(FLAGS \((?=.*\\Flagged)(?=.*\$Forwarded)(?=.*MyWord)(?=.*\\Recent).*\)\)
S~ c OK .*
C: d FETCH 1 INTERNALDATE
S~ \* 1 FETCH \(INTERNALDATE "(17-Jul-1996 02:44:25 -0700|17-Jul-1996 09:44:25 \+0000|17-Jul-1996 18:44:25 \+0900)"\)
S~ d OK .*
# a date with one digit has a space before it (date-day-fixed)
C: e APPEND INBOX " 7-Feb-1994 21:52:25 -0800" {4}
I: a: b
U~ \* 2 EXISTS
S~ e OK .*
C: f FETCH 2 INTERNALDATE
S~ \* 2 FETCH \(INTERNALDATE "( 7-Feb-1994 21:52:25 -0800| 8-Feb-1994 05:52:25 \+0000| 8-Feb-1994 14:52:25 \+0900)"\)
S~ f OK .*
