# RFC 5819 3: a STATUS behind each LIST of what can be selected
M: one
L:
C: a CREATE foo
S~ a OK .*
C: b APPEND foo (\Seen) {4+}\r\na: b
S~ b OK .*
C: c CREATE bar.sub
S~ c OK .*
C: d LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
S~ \* LIST .* "\." INBOX
S: * STATUS INBOX (MESSAGES 1 UNSEEN 1)
S~ \* LIST \(.*\\NonExistent.*\) "\." bar
S~ \* LIST .* "\." foo
S: * STATUS foo (MESSAGES 1 UNSEEN 0)
S~ d OK .*
C: e SUBSCRIBE INBOX
S~ e OK .*
C: f SUBSCRIBE foo.x
S~ f OK .*
# no STATUS of a name that is only shown for those below it, or does not exist
C: g LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS (MESSAGES))
S~ \* LIST \(.*\\Subscribed.*\) "\." INBOX
S: * STATUS INBOX (MESSAGES 1)
S~ \* LIST .* "\." foo \("?CHILDINFO"? \("SUBSCRIBED"\)\)
S~ g OK .*
C: h LIST (SUBSCRIBED) "" * RETURN (STATUS (UIDNEXT MESSAGES uidnext))
S~ \* LIST .* "\." INBOX
S: * STATUS INBOX (UIDNEXT 2 MESSAGES 1)
S~ \* LIST \(.*\\NonExistent.*\) "\." foo\.x
S~ h OK .*
# of the selected mailbox, with what came meanwhile
C: i SELECT INBOX
U~ \* 1 EXISTS
S~ i OK .*
M: two
C: j LIST "" INBOX RETURN (STATUS (MESSAGES))
U~ \* LIST .* "\." INBOX
U~ \* STATUS INBOX \(MESSAGES 2\)
U~ \* 2 EXISTS
S~ j OK .*
