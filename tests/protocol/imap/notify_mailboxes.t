# RFC 5465 3.1, 5.2, 5.3, 6: STATUS of mailboxes that are not selected
L:
L2:
C: a CREATE Lists
S~ a OK .*
C: b CREATE Lists.dev
S~ b OK .*
C: c CREATE other
S~ c OK .*
C: d NOTIFY SET STATUS (subtree Lists (MessageNew MessageExpunge)) (mailboxes (INBOX nosuch) (MessageNew MessageExpunge FlagChange))
U~ \* STATUS INBOX \((?=.*MESSAGES 0)(?=.*UIDNEXT 1)(?=.*UIDVALIDITY [0-9]+)(?=.*HIGHESTMODSEQ [0-9]+).*\)
U~ \* STATUS Lists \((?=.*MESSAGES 0)(?=.*UIDNEXT 1)(?=.*UIDVALIDITY [0-9]+).*\)
U~ \* STATUS Lists.dev .*
N~ \* STATUS (other|nosuch) .*
S~ d OK .*
M: one
S~ \* STATUS INBOX \((?=.*MESSAGES 1)(?=.*UIDNEXT 2).*\)
C2: a SELECT INBOX
U2~ \* 1 EXISTS
S2~ a OK .*
C2: b COPY 1 other
S2~ b OK .*
C2: c COPY 1 Lists.dev
S2~ c OK .*
S~ \* STATUS Lists.dev \((?=.*MESSAGES 1)(?=.*UIDNEXT 2).*\)
# FlagChange without mod-sequences: by the number of unseen ones
C2: d STORE 1 +FLAGS (\Seen)
S2~ \* 1 FETCH .*
S2~ d OK .*
S~ \* STATUS INBOX \(.*UNSEEN 0.*\)
C: e ENABLE CONDSTORE
S: * ENABLED CONDSTORE
S~ e OK .*
C2: e STORE 1 +FLAGS (\Flagged)
S2~ \* 1 FETCH .*
S2~ e OK .*
S~ \* STATUS INBOX \((?=.*UIDVALIDITY [0-9]+)(?=.*HIGHESTMODSEQ [0-9]+).*\)
# its own doing is not told
C: f COPY 1 Lists
S~ f BAD .*
C: g APPEND Lists {8+}
C: a: b\r\n\r\n
S~ g OK .*
C: h NOOP
S~ h OK .*
