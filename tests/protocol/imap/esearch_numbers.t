# RFC 7377 2: message numbers and "*" are of each mailbox; ranges beyond the end are no error
L:
C: a CREATE Other
S~ a OK .*
A<< Other (\Deleted)
Subject: one

x
>>
A<< Other ()
Subject: two

x
>>
A<< Other ()
Subject: three

x
>>
A<< INBOX ()
Subject: one

x
>>
C: b SELECT Other
U~ \* 3 EXISTS
S~ b OK .*
C: c EXPUNGE
S: * 1 EXPUNGE
S~ c OK .*
C: d1 ESEARCH IN (personal) 1:100
U~ \* ESEARCH \(TAG "d1" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "d1" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 2:3
S~ d1 OK .*
C: d2 ESEARCH IN (personal) 101:200
S~ d2 OK .*
C: d3 ESEARCH IN (personal) 2
S~ \* ESEARCH \(TAG "d3" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ d3 OK .*
C: d4 ESEARCH IN (personal) *
U~ \* ESEARCH \(TAG "d4" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "d4" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ d4 OK .*
C: d5 ESEARCH IN (personal) UID *
U~ \* ESEARCH \(TAG "d5" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "d5" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ d5 OK .*
# RFC 3501 7.4.1, RFC 7162 3.2.10.2: an EXPUNGE waits while numbers are named, and not else
L2:
C2: a SELECT Other
U2~ \* 2 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 1 EXPUNGE
S2~ c OK .*
C: e1 ESEARCH IN (personal) 2
N~ \* \d+ EXPUNGE
U~ \* ESEARCH \(TAG "e1" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ e1 OK .*
C: e2 ESEARCH IN (selected) SUBJECT three
U~ \* 1 EXPUNGE
U~ \* ESEARCH \(TAG "e2" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ e2 OK .*
C: e3 ESEARCH IN (personal) 1
U~ \* ESEARCH \(TAG "e3" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 3
S~ e3 OK .*
