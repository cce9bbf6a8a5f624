# RFC 5267 3, RFC 9051: SORT and THREAD beside IMAP4rev2; "$" in both; charset quoted
A<< INBOX ()
Subject: b

x
>>
A<< INBOX ()
Subject: a

x
>>
L:
C: a ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S~ a OK .*
C: b SELECT INBOX
U~ \* 2 EXISTS
S~ b OK .*
C: c SORT (SUBJECT) "UTF-8" ALL
S~ (\* SORT 2 1|\* ESEARCH \(TAG "c"\) ALL 2,1)
S~ c OK .*
C: d SEARCH RETURN (SAVE) SUBJECT a
S~ d OK .*
C: e SORT RETURN (ALL) (SUBJECT) UTF-8 $
S: * ESEARCH (TAG "e") ALL 2
S~ e OK .*
C: f THREAD REFERENCES UTF-8 $
S: * THREAD (2)
S~ f OK .*
C: g SORT RETURN (MIN MAX COUNT ALL) (SUBJECT) UTF-8 ALL
S~ \* ESEARCH \(TAG "g"\) (?=.*MIN 2)(?=.*MAX 1)(?=.*COUNT 2)(?=.*ALL 2,1).*
S~ g OK .*
C: h SORT RETURN (ALL) (SUBJECT) UTF-8 DELETED
S: * ESEARCH (TAG "h")
S~ h OK .*
C: i UID SORT RETURN (SAVE) (REVERSE SUBJECT) UTF-8 ALL
S~ i OK .*
C: j UID SEARCH RETURN (ALL) $
S: * ESEARCH (TAG "j") UID ALL 1:2
S~ j OK .*
