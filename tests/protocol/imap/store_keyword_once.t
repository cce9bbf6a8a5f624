# RFC 9051 2.3.2, 7.3.5: a flag is in the list once; keywords compare without case; FLAGS
# tells a new keyword before the FETCH that has it
M: one
L:
C: a SELECT INBOX
U~ \* OK \[PERMANENTFLAGS \(.*\\\*.*\)\].*
S~ a OK .*
C: b STORE 1 FLAGS ($Work $work $WORK \seen \Seen)
S~ \* FLAGS \((?=.*(?i:\$work)).*\)
U~ \* 1 FETCH \(FLAGS .*
S~ b OK .*
C: c FETCH 1 FLAGS
S~ \* 1 FETCH \(FLAGS \((?=.*\\Seen)(?!.*(?i:\$work).*(?i:\$work))(?!.*\\Seen.*\\Seen)(?=.*(?i:\$work)).*\)\)
S~ c OK .*
C: d SEARCH KEYWORD $wORK
S: * SEARCH 1
S~ d OK .*
C: e STORE 1 -FLAGS ($wOrK)
S~ \* 1 FETCH \(FLAGS \((?!.*(?i:\$work)).*\)\)
S~ e OK .*
