# RFC 8437 4.1: "Any extensions enabled by the IMAP ENABLE command cease to be enabled"; CONDSTORE "as if no CONDSTORE-enabling command was issued"
M: one
L:
C: a ENABLE CONDSTORE QRESYNC UTF8=ACCEPT IMAP4rev2
S~ \* ENABLED (?=.*CONDSTORE)(?=.*QRESYNC)(?=.*UTF8=ACCEPT)(?=.*IMAP4rev2).*
S~ a OK .*
C: b SELECT INBOX
N~ \* .* RECENT
S~ b OK .*
C: c UNAUTHENTICATE
S~ c OK .*
C: d LOGIN $user "$password"
S~ d OK .*
# QRESYNC is off: its parameter is no good
C: e SELECT INBOX (QRESYNC (1 1))
S~ e BAD .*
# IMAP4rev1 again
C: f SELECT INBOX
U~ \* \d+ RECENT
N~ \* LIST .*
S~ f OK .*
# no MODSEQ without a CONDSTORE-enabling command
C: g STORE 1 +FLAGS (\Flagged)
S~ \* 1 FETCH \((?!.*MODSEQ).*\)
S~ g OK .*
# mailbox names are modified UTF-7 again
C: h CREATE "\xC3\xA9"
S~ h (NO|BAD) .*
# and EXPUNGE is told, not VANISHED
C: i STORE 1 +FLAGS.SILENT (\Deleted)
S~ i OK .*
C: j EXPUNGE
S: * 1 EXPUNGE
S~ j OK .*
