# RFC 5465 3.1, 5.2, 5.3, 6, 6.4, 6.5: the example of 3.1; groups together; lists read again
L:
L2:
C: a1 CREATE Lists.Lemonade
S~ a1 OK .*
C: a2 CREATE Lists.Im2000.deep
S~ a2 OK .*
C: a3 CREATE misc
S~ a3 OK .*
C: a4 CREATE quiet
S~ a4 OK .*
C: b notify set status (selected (MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge))
U~ \* STATUS Lists\.Lemonade \((?=.*UIDVALIDITY \d+)(?=.*UIDNEXT 1)(?=.*MESSAGES 0).*\)
U~ \* STATUS Lists\.Im2000\.deep \(.*\)
N~ \* STATUS (misc|quiet|INBOX|Lists|Lists\.Im2000) .*
S~ b OK .*
C: c SELECT INBOX
U~ \* 0 EXISTS
S~ c OK .*
C2: a APPEND Lists.Lemonade {4}
I2: a: b
S2~ a OK .*
S~ \* STATUS Lists\.Lemonade \((?=.*UIDNEXT 2)(?=.*MESSAGES 1).*\)
# the selected one, with what was asked for
C2: b APPEND INBOX {14}
I2- Subject: q\r\n\r\n
C2: 
S2~ b OK .*
S: * 1 EXISTS
U~ \* 1 FETCH \((?=.*UID 1)(?=[\s\S]*Subject: q)[\s\S]*\)
C: d STATUS misc (UIDVALIDITY UIDNEXT MESSAGES)
S~ d OK .*
# one that was not asked for stays silent, then it is added
C2: c APPEND misc {4}
I2: a: b
S2~ c OK .*
C: e NOOP
N~ \* STATUS .*
S~ e OK .*
C: f notify set (selected (MessageNew (uid) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge)) (mailboxes misc (MessageNew MessageExpunge))
N~ \* STATUS .*
S~ f OK .*
C2: d SELECT misc
U2~ \* 1 EXISTS
S2~ d OK .*
C2: e STORE 1 +FLAGS.SILENT (\Deleted)
S2~ e OK .*
C2: f EXPUNGE
S2: * 1 EXPUNGE
S2~ f OK .*
S~ \* STATUS misc \((?=.*UIDNEXT 2)(?=.*MESSAGES 0).*\)
# wildcards are plain characters (6.6)
C: g notify set (mailboxes ("*" "Lists.%") (MessageNew MessageExpunge))
S~ g OK .*
C2: g APPEND Lists.Lemonade {4}
I2: a: b
S2~ g OK .*
C: h NOOP
N~ \* STATUS .*
S~ h OK .*
# a mailbox subscribed later is watched from then on (6.4)
C: i notify set (subscribed (MessageNew MessageExpunge))
S~ i OK .*
C2: h SUBSCRIBE quiet
S2~ h OK .*
C: ii NOOP
S~ ii OK .*
C2: i APPEND quiet {4}
I2: a: b
S2~ i OK .*
S~ \* STATUS quiet \((?=.*UIDNEXT 2)(?=.*MESSAGES 1).*\)
# the selected one is not told by STATUS, whatever names it (3.1)
C: j notify set (personal (MessageNew MessageExpunge))
S~ j OK .*
C2: j APPEND INBOX {4}
I2: a: b
S2~ j OK .*
C: k NOOP
N~ \* (STATUS INBOX|\d+ EXISTS|\d+ FETCH).*
S~ k OK .*
# SET is a NOOP as well
C: l notify set (selected (MessageNew MessageExpunge))
U~ \* 2 EXISTS
S~ l OK .*
