# RFC 7377 2.2, RFC 5465 6: what each source means; each mailbox is answered once
L:
C: a1 CREATE Lists
S~ a1 OK .*
C: a2 CREATE Lists.dev
S~ a2 OK .*
C: a3 CREATE Lists.dev.c
S~ a3 OK .*
C: a4 CREATE Listsen
S~ a4 OK .*
C: a5 SUBSCRIBE Listsen
S~ a5 OK .*
C: a6 SUBSCRIBE Gone
S~ a6 OK .*
C: a7 CREATE top.child
S~ a7 OK .*
A<< INBOX ()
Subject: one

x
>>
A<< Lists ()
Subject: one

x
>>
A<< Lists.dev ()
Subject: one

x
>>
A<< Lists.dev.c ()
Subject: one

x
>>
A<< Listsen ()
Subject: one

x
>>
A<< top.child ()
Subject: one

x
>>
C: b1 ESEARCH IN (personal) ALL
U~ \* ESEARCH \(TAG "b1" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b1" MAILBOX "?Lists"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b1" MAILBOX "?Lists\.dev"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b1" MAILBOX "?Lists\.dev\.c"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b1" MAILBOX "?Listsen"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b1" MAILBOX "?top\.child"? UIDVALIDITY \d+\) UID ALL 1
S~ b1 OK .*
C: b2 ESEARCH IN (inboxes) ALL
U~ \* ESEARCH \(TAG "b2" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
S~ b2 OK .*
C: b3 ESEARCH IN (subscribed) ALL
U~ \* ESEARCH \(TAG "b3" MAILBOX "?Listsen"? UIDVALIDITY \d+\) UID ALL 1
N~ \* ESEARCH \(TAG "b3" MAILBOX "?(Lists|Gone|top\.child)"? .*
S~ b3 OK .*
C: b4 ESEARCH IN (subtree Lists) ALL
U~ \* ESEARCH \(TAG "b4" MAILBOX "?Lists"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b4" MAILBOX "?Lists\.dev"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b4" MAILBOX "?Lists\.dev\.c"? UIDVALIDITY \d+\) UID ALL 1
N~ \* ESEARCH \(TAG "b4" MAILBOX "?(INBOX|Listsen|top\.child)"? .*
S~ b4 OK .*
C: b5 ESEARCH IN (subtree-one Lists) ALL
U~ \* ESEARCH \(TAG "b5" MAILBOX "?Lists"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b5" MAILBOX "?Lists\.dev"? UIDVALIDITY \d+\) UID ALL 1
N~ \* ESEARCH \(TAG "b5" MAILBOX "?(Lists\.dev\.c|Listsen|INBOX)"? .*
S~ b5 OK .*
# a level that is no mailbox itself; several in parentheses; any case of words and of INBOX
C: b6 esearch in (SUBTREE-ONE (top Nosuch) MailBoxes (inbox "no*such" "%")) all
U~ \* ESEARCH \(TAG "b6" MAILBOX "?top\.child"? UIDVALIDITY \d+\) UID ALL 1
U~ \* ESEARCH \(TAG "b6" MAILBOX "?INBOX"? UIDVALIDITY \d+\) UID ALL 1
N~ \* ESEARCH \(TAG "b6" MAILBOX "?Lists.*
S~ b6 OK .*
# none of them is there: nothing is said of it
C: b7 ESEARCH IN (mailboxes (Gone "a//b" "..")) ALL
S~ b7 OK .*
# what is named again is answered once
C: b8 ESEARCH IN (mailboxes Lists subtree-one Lists mailboxes (Lists Lists.dev)) RETURN (COUNT) ALL
S~ \* ESEARCH \(TAG "b8" MAILBOX "?Lists(\.dev)?"? UIDVALIDITY \d+\) UID COUNT 1
S~ \* ESEARCH \(TAG "b8" MAILBOX "?Lists(\.dev)?"? UIDVALIDITY \d+\) UID COUNT 1
S~ b8 OK .*
# the selected mailbox, once, and it stays selected
C: c1 SELECT Lists
U~ \* 1 EXISTS
S~ c1 OK .*
C: c2 ESEARCH IN (selected mailboxes (Lists Lists.dev)) ALL
S~ \* ESEARCH \(TAG "c2" MAILBOX "?Lists(\.dev)?"? UIDVALIDITY \d+\) UID ALL 1
S~ \* ESEARCH \(TAG "c2" MAILBOX "?Lists(\.dev)?"? UIDVALIDITY \d+\) UID ALL 1
S~ c2 OK .*
C: c3 ESEARCH IN (mailboxes top.child) ALL
S~ \* ESEARCH \(TAG "c3" MAILBOX "?top\.child"? UIDVALIDITY \d+\) UID ALL 1
S~ c3 OK .*
C: c4 STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH .*
S~ c4 OK .*
C: c5 ESEARCH IN (personal) FLAGGED
S~ \* ESEARCH \(TAG "c5" MAILBOX "?Lists"? UIDVALIDITY \d+\) UID ALL 1
S~ c5 OK .*
