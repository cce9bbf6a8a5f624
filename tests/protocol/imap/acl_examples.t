# RFC 4314 3.1 to 3.7, 4: the flags that are lost on COPY, CLOSE without "e", FETCH without "s"; the lists stay with the names
L:
C: a CREATE Target
S~ a OK .*
C: b SETACL Target $other rwis
S~ b OK .*
C2: a LOGIN $other "$password"
S2~ a OK .*
C2: b MYRIGHTS #shared.$local@example^org.Target
S2~ \* MYRIGHTS "?#shared\.\S+\.Target"? (?=\S*r)(?=\S*w)(?=\S*i)(?=\S*s)[rwis]+
S2~ b OK .*
C2: c APPEND INBOX (\Draft \Deleted) {4+}\r\na: b
S2~ c OK .*
C2: d APPEND INBOX (\Answered) {4+}\r\na: b
S2~ d OK .*
C2: e APPEND INBOX ($Forwarded \Seen) {4+}\r\na: b
S2~ e OK .*
C2: f SELECT INBOX
U2~ \* 3 EXISTS
S2~ f OK .*
C2: g COPY 1:3 #shared.$local@example^org.Target
S2~ g OK .*
C: c EXAMINE Target
U~ \* 3 EXISTS
S~ c OK .*
C: d FETCH 1:3 (FLAGS)
U~ \* 1 FETCH \(FLAGS \((?=.*\\Draft)(?!.*\\Deleted).*\)\)
U~ \* 2 FETCH \(FLAGS \((?=.*\\Answered).*\)\)
U~ \* 3 FETCH \(FLAGS \((?=.*\$Forwarded).*\)\)
S~ d OK .*
# rsti: only \Seen and \Deleted
C: e CREATE Second
S~ e OK .*
C: f SETACL Second $other rsti
S~ f OK .*
C2: h COPY 1:3 #shared.$local@example^org.Second
S2~ h OK .*
C: g EXAMINE Second
U~ \* 3 EXISTS
S~ g OK .*
C: h FETCH 1:3 (FLAGS)
U~ \* 1 FETCH \(FLAGS \((?=.*\\Deleted)(?!.*\\Draft).*\)\)
U~ \* 2 FETCH \(FLAGS \((?!.*\\Answered).*\)\)
U~ \* 3 FETCH \(FLAGS \((?!.*\$Forwarded).*\)\)
S~ h OK .*
# PERMANENTFLAGS are what may be changed (5.1.1)
C2: i SELECT #shared.$local@example^org.Second
U2~ \* OK \[PERMANENTFLAGS \((?=.*\\Seen)(?=.*\\Deleted)(?!.*\\Flagged)(?!.*\\\*).*\)\].*
S2~ i OK .*
# one of the flags may be set: no NO
C2: j STORE 2 +FLAGS (\Deleted \Flagged)
U2~ \* 2 FETCH \(.*FLAGS \((?=.*\\Deleted)(?!.*\\Flagged).*\)\)
S2~ j OK .*
C2: k EXPUNGE
S2~ k NO .*
C2: l CLOSE
S2~ l OK .*
C2: m STATUS #shared.$local@example^org.Second (MESSAGES)
S2~ \* STATUS .* \(MESSAGES 3\)
S2~ m OK .*
# names that are renamed keep their list, deleted ones lose it
C: i RENAME Second Third
U~ .*
S~ i OK .*
C: j GETACL Third
S~ \* ACL "?Third"? .*"?$other"? (?=\S*r)(?=\S*s)(?=\S*t)(?=\S*i)\S+
S~ j OK .*
C: k DELETE Third
S~ k OK .*
C: l CREATE Third
S~ l OK .*
C: m GETACL Third
N~ \* ACL .*"?$other"?.*
S~ m OK .*
# a made one takes its parent's (4)
C: n CREATE Target.Child
S~ n OK .*
C: o GETACL Target.Child
S~ \* ACL "?Target\.Child"? .*"?$other"? \S+
S~ o OK .*
# pipelined
C- p SETACL Target $other l\r\nq MYRIGHTS Target\r\nr GETACL Target\r\n
S~ p OK .*
S~ \* MYRIGHTS .*
S~ q OK .*
S~ \* ACL "?Target"? .*"?$other"? l
S~ r OK .*
# +rights and -rights of what is or is not there
C: s SETACL Target $other -lrs
S~ s OK .*
C: t GETACL Target
N~ \* ACL .*"?$other"? [a-z].*
S~ t OK .*
C: u DELETEACL Target $other
S~ u OK .*
