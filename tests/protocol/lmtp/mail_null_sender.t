# RFC 5321 4.5.5: "<>" is a sender, and Return-Path is written with it
C: LHLO c
U~ 250-.*
S~ 250 .*
C: MAIL FROM:<>
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: bounce\r\n\r\nx\r\n.
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH)]
S2~ \* 1 FETCH \(.*Return-Path: <>\r\n\r\n\)
S2~ b OK .*
