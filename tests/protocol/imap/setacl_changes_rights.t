# RFC 4314 3.1: set, add, remove; c and d stand for k, x and t, e (2.1.1); c and d are told too
L:
C: a CREATE Drafts
S~ a OK .*
C: b SETACL Drafts $other lrswi
S~ b OK .*
C: c GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?$other"? lrswi
S~ c OK .*
C: d SETACL Drafts $other +cda
S~ d OK .*
C: e GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?$other"? lrswikxteacd
S~ e OK .*
C: f SETACL Drafts $other -swc
S~ f OK .*
C: g GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?$other"? lritead
S~ g OK .*
C: h SETACL Drafts -$other w
S~ h OK .*
C: i GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?$other"? \S+ "?-$other"? w
S~ i OK .*
C: j DELETEACL Drafts $other
S~ j OK .*
C: k GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?-$other"? w
S~ k OK .*
# what has no rights left is no entry, but where it takes away what anybody has
C: k1 SETACL Drafts $other lr
S~ k1 OK .*
C: k2 SETACL Drafts $other -lrs
S~ k2 OK .*
C: k3 SETACL Drafts $nobody -lrs
S~ k3 OK .*
C: k4 GETACL Drafts
S~ \* ACL "?Drafts"? "?$user"? lrswipkxteacd "?-$other"? w
S~ k4 OK .*
C: l SETACL Drafts $team lr
S~ l OK .*
C: m GETACL Drafts
S~ \* ACL "?Drafts"? .* "?\$team"? lr
S~ m OK .*
C: n SETACL Drafts $other ""
S~ n OK .*
C: o GETACL Drafts
S~ \* ACL "?Drafts"? (?=.* "?\$team"? lr)(?=.* "?$other"? "").*
S~ o OK .*
