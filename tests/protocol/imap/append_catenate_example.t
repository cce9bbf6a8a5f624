# RFC 4469 appendix A: a message with the text of one part changed, its other parts kept
A<< INBOX
Return-Path: <bar@example.org>
From: Don Quixote <bar@example.org>
MIME-Version: 1.0
To: foo@example.org
Subject: About our holiday trip
Content-Type: multipart/mixed; boundary="------------030308070208000400050907"

--------------030308070208000400050907
Content-Type: text/plain; format=flowed

Our travel agent has sent the updated schedule.

--------------030308070208000400050907
Content-Type: application/x-zip-compressed
Content-Transfer-Encoding: base64
Content-Disposition: attachment

UEsDBA==
--------------030308070208000400050907--
>>
L:
C: a CREATE Drafts
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
S~ b OK .*
C: A003 APPEND Drafts (\Seen \Draft $MDNSent) CATENATE (URL "/INBOX;UIDVALIDITY=${valid}/;UID=1/;SECTION=HEADER" TEXT {42}
I- \r\n--------------030308070208000400050907\r\n
C:  URL "/INBOX/;UID=1/;section=1.MIME" URL "/INBOX/;UID=1/;SECTION=1" TEXT {42}
I- \r\n--------------030308070208000400050907\r\n
C:  URL "/INBOX;UIDVALIDITY=${valid}/;UID=1/;section=2.MIME" URL /INBOX/;UID=1/;section=2 TEXT {44}
I- \r\n--------------030308070208000400050907--\r\n
C: )
S~ A003 OK \[APPENDUID [0-9]+ 1\] .*
# the mailbox that is selected is still that one, and \Seen was not set there
C: c FETCH 1 (UID FLAGS)
S~ \* 1 FETCH \((?!.*\\Seen).*\)
S~ c OK .*
C: d SELECT Drafts
U~ \* 1 EXISTS
S~ d OK .*
C: e FETCH 1 (FLAGS)
S~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?=.*\\Draft)(?=.*\$MDNSent).*\)\)
S~ e OK .*
C: f FETCH 1 BODY
S~ \* 1 FETCH \(BODY \(\("(?i:TEXT)" "(?i:PLAIN)" .*\)\("(?i:APPLICATION)" "(?i:X-ZIP-COMPRESSED)" .*\) "(?i:MIXED)"\)\)
S~ f OK .*
C: g FETCH 1 BODY.PEEK[2]
S~ \* 1 FETCH \(BODY\[2\] ("UEsDBA=="|\{8\}\r\nUEsDBA==)\)
S~ g OK .*
