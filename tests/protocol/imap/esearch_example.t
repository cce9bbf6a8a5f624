# RFC 7377 3: two ESEARCH commands in one packet over several mailboxes; no answer for those without a match
L:
C: a CREATE folder1
S~ a OK .*
C: b CREATE folder2.peach
S~ b OK .*
C: c CREATE folder2.salmon
S~ c OK .*
C: d CREATE folder2.salmon.smoked
S~ d OK .*
A<< folder1 ()
Subject: Chad and unread

x
>>
A<< folder1 (\Seen)
Subject: about chad

x
>>
A<< folder2.peach ()
Subject: other

x
>>
A<< folder2.salmon (\Seen)
Subject: for CHAD

x
>>
A<< folder2.salmon.smoked ()
Subject: chad

x
>>
A<< INBOX ()
Subject: chad

x
>>
C: tag1 ESEARCH IN (mailboxes "folder1" subtree "folder2") unseen\r\ntag2 ESEARCH IN (mailboxes "folder1" subtree-one "folder2") subject "chad"
U~ \* ESEARCH \(TAG "tag1" MAILBOX "?folder1"? UIDVALIDITY [1-9][0-9]*\) UID ALL 1
U~ \* ESEARCH \(TAG "tag1" MAILBOX "?folder2\.peach"? UIDVALIDITY [1-9][0-9]*\) UID ALL 1
U~ \* ESEARCH \(TAG "tag1" MAILBOX "?folder2\.salmon\.smoked"? UIDVALIDITY [1-9][0-9]*\) UID ALL 1
N~ \* ESEARCH \(TAG "tag1" MAILBOX "?(INBOX|folder2\.salmon|folder2)"? .*
S~ tag1 OK .*
U~ \* ESEARCH \(TAG "tag2" MAILBOX "?folder1"? UIDVALIDITY [1-9][0-9]*\) UID ALL 1:2
U~ \* ESEARCH \(TAG "tag2" MAILBOX "?folder2\.salmon"? UIDVALIDITY [1-9][0-9]*\) UID ALL 1
N~ \* ESEARCH \(TAG "tag2" MAILBOX "?(INBOX|folder2\.peach|folder2\.salmon\.smoked|folder2)"? .*
S~ tag2 OK .*
# UIDVALIDITY is that of the mailbox
C: e STATUS folder2.salmon (UIDVALIDITY)
S~ \* STATUS folder2\.salmon \(UIDVALIDITY (?P<valid>[0-9]+)\)
S~ e OK .*
C: f ESEARCH IN (mailboxes folder2.salmon) ALL
S~ \* ESEARCH \(TAG "f" MAILBOX "?folder2\.salmon"? UIDVALIDITY ${valid}\) UID ALL 1
S~ f OK .*
# none matches anywhere: no answer at all
C: g ESEARCH IN (personal) RETURN (MIN MAX COUNT) SUBJECT nothing
S~ g OK .*
