# RFC 9586 3: numbers are refused under UIDONLY, ESEARCH is not; RFC 9051 5.1, RFC 6855 3: names in UTF-8 or modified UTF-7
L:
C: a CREATE "Entw&APw-rfe"
S~ a OK .*
A<< "Entw&APw-rfe" ()
Subject: one

x
>>
C: b ESEARCH IN (mailboxes "Entw&APw-rfe") ALL
S~ \* ESEARCH \(TAG "b" MAILBOX "?Entw&APw-rfe"? UIDVALIDITY \d+\) UID ALL 1
S~ b OK .*
C: c ENABLE IMAP4rev2 UIDONLY
S~ \* ENABLED .*
S~ c OK .*
C: d ESEARCH IN (mailboxes "Entw\xc3\xbcrfe") ALL
S~ \* ESEARCH \(TAG "d" MAILBOX "Entwürfe" UIDVALIDITY \d+\) UID ALL 1
S~ d OK .*
C: e ESEARCH IN (personal) 1:2
S~ e BAD \[UIDREQUIRED\] .*
C: f ESEARCH IN (mailboxes "Entw&APw-rfe") ALL
S~ f OK .*
C: g SELECT "Entw\xc3\xbcrfe"
U~ \* 1 EXISTS
S~ g OK .*
C: h ESEARCH RETURN (COUNT) UID 1:*
S~ \* ESEARCH \(TAG "h" MAILBOX "Entwürfe" UIDVALIDITY \d+\) UID COUNT 1
S~ h OK .*
