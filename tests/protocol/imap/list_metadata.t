# RFC 9590 3: a METADATA answer behind each LIST of an existing mailbox
L:
C: a CREATE foo
S~ a OK .*
C: b CREATE bar.sub
S~ b OK .*
C: c SETMETADATA INBOX (/shared/vendor/cmu/color "#b71c1c")
S~ c OK .*
C: d LIST "" % RETURN (METADATA ("/shared/vendor/cmu/color"))
S~ \* LIST .* "\." INBOX
S: * METADATA INBOX (/shared/vendor/cmu/color "#b71c1c")
S~ \* LIST \(.*\\NonExistent.*\) "\." bar
S~ \* LIST .* "\." foo
S: * METADATA foo (/shared/vendor/cmu/color NIL)
S~ d OK .*
C: e LIST "" INBOX RETURN (STATUS (MESSAGES) METADATA (/shared/vendor/cmu/color /private/comment))
S~ \* LIST .* "\." INBOX
S: * STATUS INBOX (MESSAGES 0)
S: * METADATA INBOX (/shared/vendor/cmu/color "#b71c1c" /private/comment NIL)
S~ e OK .*
C: f SUBSCRIBE foo.x
S~ f OK .*
C: g LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (METADATA (/shared/comment))
S~ \* LIST .* "\." foo \("?CHILDINFO"? \("SUBSCRIBED"\)\)
S~ g OK .*
C: h LIST "" % RETURN (METADATA)
S~ h BAD .*
C: i LIST "" % RETURN (METADATA (comment))
S~ i BAD .*
