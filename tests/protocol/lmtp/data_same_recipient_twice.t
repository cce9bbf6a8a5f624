# RFC 2033 4.2: even if the same was given twice there are two replies
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: twice\r\n\r\nx\r\n.
S~ 250 .*
S~ 250 .*
C: NOOP
S~ 250 .*
