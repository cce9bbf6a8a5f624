# RFC 5465 7: UPDATE with what of a new message is to be told
L:
A<< INBOX ()
From: boss@example.org
Subject: one

x
>>
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: a00 SEARCH RETURN (COUNT UPDATE (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])) FROM "boss"
S: * ESEARCH (TAG "a00") COUNT 1
S~ a00 OK .*
A<< INBOX ()
From: boss@example.org
Subject: two

x
>>
C: b NOOP
U~ \* 2 EXISTS
U~ \* 2 FETCH \((?=.*UID 2)(?=[\s\S]*Subject: two)[\s\S]*\)
U~ \* ESEARCH \(TAG "a00"\) ADDTO \(0 2\)
S~ b OK .*
# not for one that does not match
A<< INBOX ()
From: other@example.org
Subject: three

x
>>
C: c NOOP
U~ \* 3 EXISTS
N~ \* 3 FETCH \([\s\S]*Subject: three[\s\S]*\)
N~ \* ESEARCH .*
S~ c OK .*
C: d SEARCH RETURN (UPDATE ()) ALL
S~ d BAD .*
C: e SEARCH RETURN (UPDATE (NOSUCHITEM)) ALL
S~ e BAD .*
C: f SEARCH RETURN (UPDATE (UID) ALL
S~ f BAD .*
C: g SORT RETURN (COUNT UPDATE (NOSUCHITEM)) (DATE) UTF-8 ALL
S~ g BAD .*
C: h UID SEARCH RETURN (UPDATE(FLAGS) COUNT) SUBJECT five
S: * ESEARCH (TAG "h") UID COUNT 0
S~ h OK .*
# its own doing needs no telling
C: i APPEND INBOX {43+}
C- Subject: five\r\nFrom: boss@example.org\r\n\r\n\r\n
C: 
U~ \* 4 EXISTS
U~ \* ESEARCH \(TAG "a00"\) ADDTO \(0 4\)
U~ \* ESEARCH \(TAG "h"\) UID ADDTO \(0 4\)
N~ \* 4 FETCH .*
S~ i OK .*
# nor what only comes in by its flags
C: j SEARCH RETURN (COUNT UPDATE (ENVELOPE)) FLAGGED
S: * ESEARCH (TAG "j") COUNT 0
S~ j OK .*
L2:
C2: a SELECT INBOX
U2~ \* 4 EXISTS
S2~ a OK .*
C2: b STORE 1 +FLAGS.SILENT (\Flagged)
S2~ b OK .*
C: k NOOP
U~ \* ESEARCH \(TAG "j"\) ADDTO \(0 1\)
N~ \* 1 FETCH .*ENVELOPE.*
S~ k OK .*
