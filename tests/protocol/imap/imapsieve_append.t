# RFC 6785 2.2.1: what is appended runs the mailbox's script, each message once
P<< mark
require ["environment", "imapsieve", "imap4flags", "variables"];
if environment :matches "imap.cause" "*" { addflag "${1}"; }
if environment :is "imap.changedflags" "" { addflag "New"; }
>>
L:
C: a CAPABILITY
S~ \* CAPABILITY .* IMAPSIEVE=sieve://mail\.example\.org( .*)?
S~ a OK .*
C: b CREATE Box
S~ b OK .*
C: c SETMETADATA Box (/shared/imapsieve/script "mark")
S~ c OK .*
C: d APPEND Box (\Seen) {2+}\r\na\r (\Draft) {2+}\r\nb\n
S~ d OK \[APPENDUID \d+ 1:2\] .*
C: e APPEND INBOX {2+}\r\na\n
S~ e OK .*
C: f SELECT Box
U~ \* 2 EXISTS
S~ f OK .*
C: g FETCH 1:* FLAGS
S~ \* 1 FETCH \(FLAGS \(\\Seen APPEND New( \\Recent)?\)\)
S~ \* 2 FETCH \(FLAGS \(\\Draft APPEND New( \\Recent)?\)\)
S~ g OK .*
# into the selected one: the client hears of it as it is then
C: h APPEND Box {2+}\r\na\n
U~ \* 3 EXISTS
S~ h OK .*
C: i SEARCH KEYWORD New
S: * SEARCH 1 2 3
S~ i OK .*
# RFC 8508: the new message of REPLACE
C: j REPLACE 3 Box (\Flagged) {2+}\r\nc\n
S~ j OK .*|\* .*
U~ \* .*EXISTS
C: k NOOP
S~ k OK .*
C: l SEARCH KEYWORD APPEND FLAGGED
S: * SEARCH 3
S~ l OK .*
C: m SELECT INBOX
U~ \* 1 EXISTS
S~ m OK .*
C: n SEARCH KEYWORD New
S: * SEARCH
S~ n OK .*
