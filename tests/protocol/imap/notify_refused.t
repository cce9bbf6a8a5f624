# RFC 5465 3.1, 5, 8: what is wrong, and what is not supported
L:
C: a NOTIFY
S~ a BAD .*
C: b NOTIFY SET
S~ b BAD .*
C: c NOTIFY NONE x
S~ c BAD .*
C: d NOTIFY SET (selected (MessageNew))
S~ d BAD .*
C: e NOTIFY SET (personal (FlagChange))
S~ e BAD .*
C: f NOTIFY SET (selected (MailboxName))
S~ f BAD .*
C: g NOTIFY SET (selected NONE) (selected-delayed NONE)
S~ g BAD .*
C: h NOTIFY SET (nowhere NONE)
S~ h BAD .*
C: i NOTIFY SET (personal (MessageNew (UID) MessageExpunge))
S~ i BAD .*
C: j NOTIFY SET (mailboxes (MailboxName))
S~ j BAD .*
C: k NOTIFY SET (personal (NoSuchEvent))
S~ k NO \[BADEVENT \(MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange.*\)\] .*
C: l NOTIFY SET (selected (MessageNew (UID NOSUCH) MessageExpunge))
S~ l BAD .*
C: m NOTIFY SET (selected NONE) (personal NONE)
S~ m OK .*
C: n notify none
S~ n OK .*
