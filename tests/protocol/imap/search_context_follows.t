# RFC 5267 4.3: UPDATE; ADDTO behind EXISTS and FETCH, REMOVEFROM before EXPUNGE
A<< INBOX ()
Subject: one

x
>>
A<< INBOX (\Flagged)
Subject: two

x
>>
A<< INBOX ()
Subject: three

x
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: B01 UID SEARCH RETURN (UPDATE COUNT) FLAGGED
S: * ESEARCH (TAG "B01") UID COUNT 1
S~ B01 OK .*
C: B02 SEARCH RETURN (UPDATE ALL) UNFLAGGED
S: * ESEARCH (TAG "B02") ALL 1,3
S~ B02 OK .*
# a tag in use is refused
C: B01 SEARCH RETURN (UPDATE) ALL
S~ B01 BAD .*
# own changes
C: c1 STORE 1 +FLAGS.SILENT (\Flagged)
U~ \* ESEARCH \(TAG "B01"\) UID ADDTO \(0 1\)
U~ \* ESEARCH \(TAG "B02"\) REMOVEFROM \(0 1\)
S~ c1 OK .*
# others' changes and new messages
L2:
C2: x SELECT INBOX
U2~ \* 3 EXISTS
S2~ x OK .*
C2: y STORE 2 -FLAGS.SILENT (\Flagged)
S2~ y OK .*
M: four
C: c2 NOOP
U~ \* 4 EXISTS
U~ \* ESEARCH \(TAG "B01"\) UID REMOVEFROM \(0 2\)
U~ \* ESEARCH \(TAG "B02"\) ADDTO \(0 2,4\)
S~ c2 OK .*
# what is expunged goes first
C: c3 STORE 1,4 +FLAGS.SILENT (\Deleted)
S~ c3 OK .*
C: c4 EXPUNGE
S: * ESEARCH (TAG "B02") REMOVEFROM (0 4)
S: * ESEARCH (TAG "B01") UID REMOVEFROM (0 1)
U~ \* 4 EXPUNGE
U~ \* 1 EXPUNGE
S~ c4 OK .*
C: d1 CANCELUPDATE "B01"
S~ d1 OK .*
C: d2 CANCELUPDATE "B01"
S~ d2 BAD .*
C: d3 STORE 1 +FLAGS.SILENT (\Flagged)
S: * ESEARCH (TAG "B02") REMOVEFROM (0 1)
S~ d3 OK .*
# they end with the mailbox, and the tag is free again
C: e1 SELECT INBOX
U~ \* 2 EXISTS
S~ e1 OK .*
C: e2 CANCELUPDATE "B02"
S~ e2 BAD .*
C: B01 SEARCH RETURN (UPDATE CONTEXT COUNT) ALL
S: * ESEARCH (TAG "B01") COUNT 2
S~ B01 OK .*
# sequence numbers mean what they meant
C: f1 SEARCH RETURN (UPDATE COUNT) 2
S: * ESEARCH (TAG "f1") COUNT 1
S~ f1 OK .*
M: five
C: f2 NOOP
U~ \* 3 EXISTS
U~ \* ESEARCH \(TAG "B01"\) ADDTO \(0 3\)
N~ \* ESEARCH \(TAG "f1"\).*
S~ f2 OK .*
C: g CANCELUPDATE "B01" "f1"
S~ g OK .*
C: h CANCELUPDATE
S~ h BAD .*
