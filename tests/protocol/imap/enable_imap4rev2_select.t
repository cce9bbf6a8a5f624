# RFC 9051 6.3.2: FLAGS, EXISTS and LIST are sent; appendix E (11), (12): no UNSEEN, no RECENT, no \Recent
M: one
L:
C: a ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S~ a OK .*
C: b SELECT inbox
U~ \* FLAGS \(.*\)
U~ \* 1 EXISTS
U~ \* LIST \(\) "\." INBOX( .*)?
U~ \* OK \[UIDVALIDITY \d+\].*
U~ \* OK \[UIDNEXT \d+\].*
U~ \* OK \[PERMANENTFLAGS \(.*\)\].*
N~ .*RECENT.*
N~ .*UNSEEN.*
S~ b OK \[READ-WRITE\] .*
C: c FETCH 1 FLAGS
S: * 1 FETCH (FLAGS ())
S~ c OK .*
# 7.5.2: FETCH that was not asked for carries the UID; EXISTS comes without RECENT
L2:
C2: x SELECT INBOX
U2~ \* 1 EXISTS
S2~ x OK .*
C2: y STORE 1 +FLAGS.SILENT (\Flagged)
S2~ y OK .*
A<< INBOX
Subject: two

>>
C: d NOOP
U~ \* 2 EXISTS
U~ \* 1 FETCH \(UID \d+ FLAGS \(\\Flagged\)\)
N~ .*RECENT.*
S~ d OK .*
