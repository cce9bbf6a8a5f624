# RFC 6154 2, 5.1, 5.2: the selection and the return option
L:
C: a CREATE Sent
S~ a OK .*
C: b CREATE Deleted (USE (\Trash))
S~ b OK .*
C: c CREATE ToDo
S~ c OK .*
C: d CREATE Old.Junk (USE (\Junk))
S~ d OK .*
C: e LIST "" "%" RETURN (SPECIAL-USE)
U~ \* LIST \(.*\\Sent\) "\." Sent
U~ \* LIST \(.*\\Trash\) "\." Deleted
U~ \* LIST \(\\HasNoChildren\) "\." ToDo
S~ e OK .*
C: f LIST (SPECIAL-USE) "" "*"
S~ \* LIST \(.*\\Trash\) "\." Deleted
S~ \* LIST \(.*\\Junk\) "\." Old\.Junk
S~ \* LIST \(.*\\Sent\) "\." Sent
S~ f OK .*
C: g LIST (SPECIAL-USE RECURSIVEMATCH) "" Old
S~ \* LIST \((?=.*\\NonExistent).*\) "\." Old \("?CHILDINFO"? \("SPECIAL-USE"\)\)
S~ g OK .*
# both criteria have to be met; this is how Thunderbird asks
C: h SUBSCRIBE ToDo
S~ h OK .*
C: i SUBSCRIBE Sent
S~ i OK .*
C: j LIST (SUBSCRIBED SPECIAL-USE) "" "*"
S~ \* LIST \((?=.*\\Sent)(?=.*\\Subscribed).*\) "\." Sent
S~ j OK .*
C: k LIST (SUBSCRIBED) "" "*" RETURN (SPECIAL-USE)
S~ \* LIST \((?=.*\\Sent)(?=.*\\Subscribed).*\) "\." Sent
S~ \* LIST \((?=.*\\Subscribed).*\) "\." ToDo
S~ k OK .*
