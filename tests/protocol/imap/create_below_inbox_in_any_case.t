# RFC 3501 5.1: INBOX is one name in any case, so the names below it are one tree
L:
C: a CREATE inbox.Sub
S~ a OK .*
C: b LIST "" *
U~ \* LIST .* "?INBOX"?
U~ \* LIST .* "?INBOX\.Sub"?
N~ .*inbox.*
S~ b OK .*
C: c LIST "" inBox.%
S~ \* LIST .* "?INBOX\.Sub"?
S~ c OK .*
C: d CREATE INBOX.Sub
S~ d NO .*
C: e SELECT Inbox.Sub
U~ \* 0 EXISTS
S~ e OK .*
C: f SUBSCRIBE InboX.Sub
S~ f OK .*
C: g LSUB "" INBOX.*
S~ \* LSUB \(.*\) "\." "?INBOX\.Sub"?
S~ g OK .*
C: h DELETE inbox.Sub
S~ h OK .*
# only as a whole level
C: i CREATE inboxes
S~ i OK .*
C: j LIST "" inbox%
U~ \* LIST .* "?inboxes"?
S~ j OK .*
