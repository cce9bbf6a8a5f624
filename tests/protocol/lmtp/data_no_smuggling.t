# RFC 5321 2.3.8, 4.1.1.4: a bare LF ends no line: LF . LF and LF . CRLF do not end the message
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<a@example.org>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C- Subject: s\r\n\r\none\n.\nMAIL FROM:<evil@example.org>\nRCPT TO:<$user>\n.\r\nDATA\r\nSubject: evil\r\n.\n\r\nx\r\n.\r\n
# refused or stored as one
S~ (250|5\d\d) .*
C: NOOP
S~ 250 .*
L2:
C2: a STATUS INBOX (MESSAGES)
S2~ \* STATUS INBOX \(MESSAGES [01]\)
S2~ a OK .*
