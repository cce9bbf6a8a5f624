# RFC 9051 7.1, RFC 5530: ALREADYEXISTS, NONEXISTENT; 6.3.4 to 6.3.6
L:
C: a CREATE a.b
S~ a OK .*
C: b CREATE a.b
S~ b NO \[ALREADYEXISTS\] .*
C: c CREATE INBOX
S~ c NO .*
C: d CREATE InBoX
S~ d NO .*
C: e DELETE nope
S~ e NO \[NONEXISTENT\] .*
C: f DELETE inbox
S~ f NO .*
C: g CREATE c
S~ g OK .*
C: h RENAME c a.b
S~ h NO \[ALREADYEXISTS\] .*
C: i RENAME c inbox
S~ i NO \[ALREADYEXISTS\] .*
C: j RENAME nope d
S~ j NO \[NONEXISTENT\] .*
C: k SELECT nope
S~ k NO \[NONEXISTENT\] .*
C: l STATUS nope (MESSAGES)
S~ l NO \[NONEXISTENT\] .*
C: m EXAMINE nope
S~ m NO \[NONEXISTENT\] .*
C: n DELETE a.b
S~ n OK .*
C: o LIST "" a.b
S~ o OK .*
