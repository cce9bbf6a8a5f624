# RFC 7162 3.1.4.2 example 14: sessions of one user hear all flags with their mod-sequence
M: one
L:
L2:
C: a SELECT INBOX (CONDSTORE)
U~ \* 1 EXISTS
S~ a OK .*
C2: a SELECT INBOX (CONDSTORE)
U2~ \* 1 EXISTS
S2~ a OK .*
C: A160 STORE 1 +FLAGS.SILENT (\Deleted)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \((?P<a>[0-9]+)\)).*\)
S~ A160 OK .*
C2: C180 NOOP
S2~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \([^)]*\\Deleted)(?=.*MODSEQ \(${a}\)).*\)
S2~ C180 OK .*
C: A240 STORE 1 +FLAGS.SILENT (\Seen)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \((?P<b>[0-9]+)\)).*\)
S~ A240 OK .*
C2: C270 NOOP
S2~ \* 1 FETCH \((?=.*UID 1)(?=.*FLAGS \([^)]*\\Seen)(?=.*MODSEQ \(${b}\)).*\)
S2~ C270 OK .*
C: A330 STORE 1 -FLAGS.SILENT (\Answered \Seen)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*MODSEQ \((?P<c>[0-9]+)\)).*\)
S~ A330 OK .*
C2: C360 CHECK
S2~ \* 1 FETCH \((?=.*UID 1)(?!.*\\Seen)(?=.*FLAGS \([^)]*\\Deleted)(?=.*MODSEQ \(${c}\)).*\)
S2~ C360 OK .*
C2: D390 NOOP
S2~ D390 OK .*
