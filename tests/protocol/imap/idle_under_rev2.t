# RFC 9051 6.3.13: FETCH in IDLE has the UID; what came before IDLE is told in it
M: one
M: two
M: three
L:
L2:
C: a ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S~ a OK .*
C: A001 SELECT INBOX
U~ \* 3 EXISTS
S~ A001 OK .*
C2: a SELECT INBOX
U2~ \* 3 EXISTS
S2~ a OK .*
C2: b STORE 2 +FLAGS.SILENT (\Deleted)
S2~ b OK .*
C2: c EXPUNGE
S2: * 2 EXPUNGE
S2~ c OK .*
# no EXPUNGE within FETCH, STORE, SEARCH by numbers (7.5.1)
C: A003 FETCH 3 UID
N~ .*EXPUNGE.*
S~ A003 OK .*
C: A003b SEARCH ALL
N~ .*EXPUNGE.*
S~ A003b OK .*
C: A004 IDLE
S~ \+ .*
S: * 2 EXPUNGE
C2: d STORE 2 +FLAGS.SILENT (\Flagged)
S2~ d OK .*
S~ \* 2 FETCH \((?=.*UID 3)(?=.*FLAGS \([^)]*\\Flagged).*\)
A<< INBOX
Subject: four

4
>>
S: * 3 EXISTS
C: DONE
S~ A004 OK .*
