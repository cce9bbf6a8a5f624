# RFC 7377 2.2: "selected", also by default, and UPDATE need a selected mailbox; the rest does not
L:
A<< INBOX ()
Subject: one

x
>>
C: a ESEARCH ALL
S~ a BAD .*
C: b ESEARCH IN (selected) ALL
S~ b BAD .*
C: c ESEARCH IN (personal selected) ALL
S~ c BAD .*
C: d ESEARCH IN (personal) RETURN (UPDATE) ALL
S~ d BAD .*
C: e ESEARCH IN (personal) ALL
S~ \* ESEARCH \(TAG "e" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
S~ e OK .*
C: f EXAMINE INBOX
U~ \* 1 EXISTS
S~ f OK .*
C: g ESEARCH ALL
S~ \* ESEARCH \(TAG "g" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
S~ g OK .*
C: h ESEARCH IN (selected) ALL
S~ \* ESEARCH \(TAG "h" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
S~ h OK .*
C: i ESEARCH RETURN () SUBJECT two
S~ i OK .*
