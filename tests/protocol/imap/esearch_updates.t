# RFC 7377 2.2, RFC 5267 4.3: UPDATE follows the selected mailbox only; updates carry the correlators too
L:
C: a CREATE Other
S~ a OK .*
A<< Other (\Flagged)
Subject: one

x
>>
A<< INBOX (\Flagged)
Subject: one

x
>>
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: u1 ESEARCH IN (personal) RETURN (UPDATE ALL) FLAGGED
U~ \* ESEARCH \(TAG "u1" MAILBOX "?INBOX"? UIDVALIDITY (?P<valid>\d+)\) UID ALL 1
U~ \* ESEARCH \(TAG "u1" MAILBOX "?Other"? UIDVALIDITY \d+\) UID ALL 1
N~ \* NO .*
S~ u1 OK .*
C: u1 ESEARCH RETURN (UPDATE COUNT) ALL
S~ u1 BAD .*
# nothing matches yet, and it is followed
C: u2 ESEARCH RETURN (UPDATE COUNT) SUBJECT two
S~ u2 OK .*
# the selected mailbox is not among them
C: u3 ESEARCH IN (mailboxes Other) RETURN (UPDATE COUNT) ALL
S~ \* ESEARCH \(TAG "u3" MAILBOX "?Other"? UIDVALIDITY \d+\) UID COUNT 1
S~ \* NO \[NOUPDATE "u3"\] .*
S~ u3 OK .*
A<< INBOX (\Flagged)
Subject: two

x
>>
A<< Other (\Flagged)
Subject: two

x
>>
C: c NOOP
U~ \* 2 EXISTS
U~ \* ESEARCH \(TAG "u1" MAILBOX "?INBOX"? UIDVALIDITY ${valid}\) UID ADDTO \(0 2\)
U~ \* ESEARCH \(TAG "u2" MAILBOX "?INBOX"? UIDVALIDITY ${valid}\) UID ADDTO \(0 2\)
N~ \* ESEARCH .*(Other|u3).*
S~ c OK .*
C: d STORE 1 -FLAGS.SILENT (\Flagged)
S~ \* ESEARCH \(TAG "u1" MAILBOX "?INBOX"? UIDVALIDITY ${valid}\) UID REMOVEFROM \(0 1\)
S~ d OK .*
C: e CANCELUPDATE "u1" "u2"
S~ e OK .*
C: f CANCELUPDATE "u3"
S~ f BAD .*
