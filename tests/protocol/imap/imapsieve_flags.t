# RFC 6785 2.2.3, 4.5: flags that change, with what has changed; what a script changes runs none
P<< told
require ["environment", "imapsieve", "imap4flags", "variables"];
if environment :matches "imap.changedflags" "*" { set "changed" "${1}"; }
if environment :is "imap.cause" "FLAG" {
	if string :contains "${changed}" "\\Flagged" { addflag "HasFlagged"; }
	if string :contains "${changed}" "Mine" { addflag "HasMine"; }
	if string :is "${changed}" "\\Seen" { addflag "WasRead"; }
	if not hasflag "Mine" { addflag "NotMine"; }
}
>>
M: one
M: two
M: three
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b SETMETADATA INBOX (/shared/imapsieve/script "told")
S~ b OK .*
C: c STORE 1 +FLAGS (\Flagged Mine)
U~ \* 1 FETCH \(FLAGS \(.*HasFlagged.*\)\)
U~ \* 1 FETCH \(FLAGS \(.*HasMine.*\)\)
N~ \* 1 FETCH \(FLAGS \(.*NotMine.*\)\)
S~ c OK .*
# after the change: it is gone, and that is told
C: d STORE 1 -FLAGS (Mine HasMine)
U~ \* 1 FETCH \(FLAGS \(.*HasMine.*NotMine.*|.*NotMine.*HasMine.*\)\)
S~ d OK .*
# what changes nothing is no event
C: e STORE 1 -FLAGS (Mine)
S~ e OK .*|\* 1 FETCH .*
C: f STORE 1 FLAGS.SILENT (\Seen)
U~ \* 1 FETCH \(FLAGS \(.*HasFlagged.*\)\)
S~ f OK .*
# reading one
C: g FETCH 2 BODY.PEEK[TEXT]
N~ .*Seen.*
S~ g OK .*
C: h FETCH 2 BODY[TEXT]
U~ \* 2 FETCH \(.*WasRead.*\)
S~ h OK .*
C: i SEARCH KEYWORD WasRead
S: * SEARCH 2
S~ i OK .*
C: j SEARCH UNKEYWORD NotMine
S: * SEARCH 3
S~ j OK .*
