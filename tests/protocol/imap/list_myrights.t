# RFC 8440 3, 4: rights beside each mailbox that LIST shows for itself, after its line
L:
C: a CAPABILITY
S~ \* CAPABILITY .*\bLIST-MYRIGHTS\b.*
S~ a OK .*
C: b CREATE foo.sub
S~ b OK .*
C: c SUBSCRIBE foo.sub
S~ c OK .*
C: d SUBSCRIBE INBOX
S~ d OK .*
C: f LIST "" (INBOX foo.sub) RETURN (MYRIGHTS)
S~ \* LIST \(.*\) "\." "?INBOX"?
S~ \* MYRIGHTS "?INBOX"? lrswipkxteacd
S~ \* LIST \(.*\) "\." "?foo\.sub"?
S~ \* MYRIGHTS "?foo\.sub"? lrswipkxteacd
S~ f OK .*
# foo is shown for what is below it only
C: g LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (MYRIGHTS)
S~ \* LIST \(.*\\Subscribed.*\) "\." "?INBOX"?
S~ \* MYRIGHTS "?INBOX"? lrswipkxteacd
S~ \* LIST \(.*\) "\." "?foo"? \("CHILDINFO" \("SUBSCRIBED"\)\)
S~ g OK .*
# another's: what was given, also without the right to read
C: h SETACL foo.sub $other l
S~ h OK .*
C: i CREATE bar
S~ i OK .*
C: j SETACL bar $other lrs
S~ j OK .*
C: k CREATE secret
S~ k OK .*
C: l SETACL secret $other r
S~ l OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b LIST "" #shared.* RETURN (MYRIGHTS STATUS (MESSAGES))
S2~ \* LIST \(\\HasNoChildren\) "\." "?#shared\.$local@example\^org\.bar"?
S2~ \* STATUS "?#shared\.$local@example\^org\.bar"? \(MESSAGES 0\)
S2~ \* MYRIGHTS "?#shared\.$local@example\^org\.bar"? lrs
S2~ \* LIST \(.*\\Noselect.*\) "\." "?#shared\.$local@example\^org\.foo\.sub"?
S2~ \* MYRIGHTS "?#shared\.$local@example\^org\.foo\.sub"? l
S2~ b OK .*
C2: c LIST "" * RETURN (MYRIGHTS MYRIGHTS(
S2~ c BAD .*
