# RFC 6531 3.2, 4.3: addresses in UTF-8; the protocol's name in Received
C: LHLO c
U~ 250[- ]SMTPUTF8
S~ 250 .*
C: MAIL FROM:<j\xc3\xb6rg@example.org> SMTPUTF8 BODY=8BITMIME
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: Subject: gr\xc3\xbc\xc3\x9fe\r\n\r\n.
S~ 250 .*
L2:
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b FETCH 1 BODY.PEEK[HEADER.FIELDS (RETURN-PATH RECEIVED)]
S2~ .*Return-Path: <j\xc3\xb6rg@example\.org>.*with UTF8LMTP id.*
S2~ b OK .*
