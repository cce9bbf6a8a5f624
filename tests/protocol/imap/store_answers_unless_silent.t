# RFC 3501 6.4.6, 6.4.8
M: one
M: two
M: three
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b STORE 1:2 +FLAGS (\Seen)
S~ \* 1 FETCH \(FLAGS \(\\Seen \\Recent\)\)
S~ \* 2 FETCH \(FLAGS \(\\Seen \\Recent\)\)
S~ b OK .*
C: c UID STORE 2:* -flags \Seen
S~ \* 2 FETCH \(UID 2 FLAGS \(\\Recent\)\)
S~ \* 3 FETCH \(UID 3 FLAGS \(\\Recent\)\)
S~ c OK .*
C: d STORE 1:3 FLAGS.SILENT (\Draft)
S~ d OK .*
C: e NOOP
S~ e OK .*
# a new keyword is told before the first message that has it
C: f STORE 1 FLAGS ($Work)
S~ \* FLAGS \(.*\$Work\)
S~ \* OK \[PERMANENTFLAGS .*
S~ \* 1 FETCH \(FLAGS \(\$Work \\Recent\)\)
S~ f OK .*
C: g STORE 4 FLAGS ()
S~ g BAD .*
C: h UID STORE 99 FLAGS ()
S~ h OK .*
C: i STORE 1 FLAGS (\Foo)
S~ i BAD .*
C: j STORE 1 FROB (\Seen)
S~ j BAD .*
