# RFC 4314 3.4, 3.5: the identifier comes back as written; the owner always has all rights
L:
C: a LISTRIGHTS INBOX $other
S~ \* LISTRIGHTS "?INBOX"? "?$other"? "" l r s w i p k x t e a c d
S~ a OK .*
C: b LISTRIGHTS INBOX anyone
S~ \* LISTRIGHTS "?INBOX"? "?anyone"? "" l r s w i p k x t e a c d
S~ b OK .*
C: c LISTRIGHTS INBOX $user
S~ \* LISTRIGHTS "?INBOX"? "?$user"? lrswipkxteacd
S~ c OK .*
C: d LISTRIGHTS INBOX owner
S~ \* LISTRIGHTS "?INBOX"? "?owner"? lrswipkxteacd
S~ d OK .*
C: e MYRIGHTS inbox
S~ \* MYRIGHTS "?INBOX"? lrswipkxteacd
S~ e OK .*
C: f CAPABILITY
S~ \* CAPABILITY (?=.* ACL\b)(?=.* RIGHTS=kxte\b).*
S~ f OK .*
