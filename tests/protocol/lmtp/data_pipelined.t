# RFC 2920 3.1, RFC 2033 4.2: MAIL RCPT DATA in one packet; after the dot further commands may follow
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>\r\nRCPT TO:<$user>\r\nRCPT TO:<nobody@example.org>\r\nDATA
S~ 250 .*
S~ 250 .*
S~ 550 .*
S~ 354 .*
C: Subject: 1\r\n\r\nx\r\n.\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<nobody@example.org>\r\nDATA
S~ 250 .*
S~ 250 .*
S~ 550 .*
S~ 503 .*
C: RSET\r\nQUIT
S~ 250 .*
S~ 221 .*
E:
