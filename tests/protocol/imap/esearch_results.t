# RFC 7377 2.1, 2.2, RFC 4731, RFC 9394: result options hold for each mailbox; UIDs are told, with a charset, MODSEQ
L:
C: a CREATE Other
S~ a OK .*
A<< Other (\Deleted)
Subject: gone

x
>>
A<< Other (\Flagged)
Subject: =?utf-8?q?M=C3=BCller?= one

x
>>
A<< Other (\Flagged)
Subject: =?utf-8?q?M=C3=BCller?= two

x
>>
A<< Other (\Flagged)
Subject: three

x
>>
A<< INBOX (\Flagged)
Subject: one

x
>>
C: b SELECT Other
U~ \* 4 EXISTS
S~ b OK .*
C: c EXPUNGE
S: * 1 EXPUNGE
S~ c OK .*
C: d1 ESEARCH RETURN (MIN MAX COUNT ALL) FLAGGED
S~ \* ESEARCH \(TAG "d1" MAILBOX "?Other"? UIDVALIDITY \d+\) UID MIN 2 MAX 4 COUNT 3 ALL 2:4
S~ d1 OK .*
C: d2 ESEARCH IN (personal) RETURN (MIN MAX COUNT ALL) FLAGGED
U~ \* ESEARCH \(TAG "d2" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID MIN 1 MAX 1 COUNT 1 ALL 1
U~ \* ESEARCH \(TAG "d2" MAILBOX "?Other"? UIDVALIDITY \d+\) UID MIN 2 MAX 4 COUNT 3 ALL 2:4
S~ d2 OK .*
C: d3 ESEARCH IN (personal) RETURN () FLAGGED
U~ \* ESEARCH \(TAG "d3" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "d3" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 2:4
S~ d3 OK .*
C: d4 ESEARCH IN (personal) RETURN (PARTIAL 2:3) FLAGGED
U~ \* ESEARCH \(TAG "d4" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID PARTIAL \(2:3 NIL\)
U~ \* ESEARCH \(TAG "d4" MAILBOX "?Other"? UIDVALIDITY \d+\) UID PARTIAL \(2:3 3:4\)
S~ d4 OK .*
C: d5 ESEARCH IN (personal) RETURN (CONTEXT COUNT) FLAGGED
U~ \* ESEARCH \(TAG "d5" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID COUNT 1
U~ \* ESEARCH \(TAG "d5" MAILBOX "?Other"? UIDVALIDITY \d+\) UID COUNT 3
S~ d5 OK .*
C: d6 ESEARCH IN (personal) CHARSET ISO-8859-1 SUBJECT {6}
I: m\xfcller
S~ \* ESEARCH \(TAG "d6" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 2:3
S~ d6 OK .*
# no answer for what has no match, whatever is asked for, the selected mailbox too
C: e1 ESEARCH IN (personal) RETURN (MIN MAX COUNT ALL) SUBJECT nothing
S~ e1 OK .*
C: e2 ESEARCH RETURN (COUNT) SUBJECT nothing
S~ e2 OK .*
C: e3 ESEARCH RETURN (PARTIAL 1:10) SUBJECT nothing
S~ e3 OK .*
# UID ESEARCH, as in RFC 7377 2, means the same
C: f UID ESEARCH RETURN (COUNT) FLAGGED
S~ \* ESEARCH \(TAG "f" MAILBOX "?Other"? UIDVALIDITY \d+\) UID COUNT 3
S~ f OK .*
# RFC 7162 3.1.5: MODSEQ, of those in this mailbox; it is switched on by it
C: g ESEARCH IN (personal) MODSEQ 1
U~ \* OK \[HIGHESTMODSEQ \d+\].*
U~ \* ESEARCH \(TAG "g" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID MODSEQ \d+ ALL 1
U~ \* ESEARCH \(TAG "g" MAILBOX "?Other"? UIDVALIDITY \d+\) UID MODSEQ \d+ ALL 2:4
S~ g OK .*
# not in a search of which none asks
C: h SEARCH RETURN (COUNT) FLAGGED
S: * ESEARCH (TAG "h") COUNT 3
S~ h OK .*
