# RFC 6785 2.3.1: the mailbox's entry, else the server's; what is empty or unknown runs nothing
P<< mark
require ["imap4flags", "imapsieve"];
addflag "Mark";
>>
P<< own
require ["imap4flags", "imapsieve"];
addflag "Own";
>>
L:
C: a CREATE Empty
S~ a OK .*
C: b CREATE Wrong
S~ b OK .*
C: c CREATE Own
S~ c OK .*
C: d SETMETADATA "" (/shared/imapsieve/script "mark")
S~ d OK .*
C: e SETMETADATA Empty (/shared/imapsieve/script "")
S~ e OK .*
C: f SETMETADATA Own (/shared/imapsieve/script "own")
S~ f OK .*
C: g GETMETADATA Own /shared/imapsieve/script
S~ \* METADATA "?Own"? \(/shared/imapsieve/script "own"\)
S~ g OK .*
# an entry that names no script is kept all the same: it may come later
C: h SETMETADATA Wrong (/shared/imapsieve/script "none")
S~ h (OK|NO) .*
C: i APPEND Empty {2+}\r\na\n
S~ i OK .*
C: j APPEND Own {2+}\r\na\n
S~ j OK .*
C: k APPEND INBOX {2+}\r\na\n
S~ k OK .*
C: l SELECT Empty
U~ \* 1 EXISTS
S~ l OK .*
C: m SEARCH OR KEYWORD Mark KEYWORD Own
S: * SEARCH
S~ m OK .*
C: n SELECT Own
U~ \* 1 EXISTS
S~ n OK .*
C: o SEARCH KEYWORD Own UNKEYWORD Mark
S: * SEARCH 1
S~ o OK .*
C: p SELECT INBOX
U~ \* 1 EXISTS
S~ p OK .*
C: q SEARCH KEYWORD Mark UNKEYWORD Own
S: * SEARCH 1
S~ q OK .*
# without any nothing is run
C: r SETMETADATA "" (/shared/imapsieve/script NIL)
S~ r OK .*
C: s APPEND INBOX {2+}\r\na\n
U~ \* 2 EXISTS
S~ s OK .*
C: t SEARCH KEYWORD Mark
S: * SEARCH 1
S~ t OK .*
