# RFC 9051 6.3.3, 7.1: EXAMINE is as SELECT, with [READ-ONLY]; nothing changes
A<< INBOX (\Deleted)
Subject: one

1
>>
L:
C: a CREATE Other
S~ a OK .*
C: b EXAMINE INBOX
U~ \* 1 EXISTS
U~ \* FLAGS \(.*\\Answered.*\)
U~ \* OK \[PERMANENTFLAGS \(\)\].*
U~ \* OK \[UIDNEXT 2\].*
U~ \* OK \[UIDVALIDITY [1-9][0-9]*\].*
S~ b OK \[READ-ONLY\] .*
C: c STORE 1 +FLAGS (\Seen)
S~ c NO .*
C: d UID STORE 1 FLAGS.SILENT ()
S~ d NO .*
C: e EXPUNGE
S~ e NO .*
C: f UID EXPUNGE 1
S~ f NO .*
C: g MOVE 1 Other
N~ .*COPYUID.*
S~ g NO .*
C: h COPY 1 Other
S~ h OK \[COPYUID [0-9]+ 1 1\] .*
C: i FETCH 1 (FLAGS RFC822.TEXT)
S~ \* 1 FETCH \((?!.*\\Seen)(?=.*\\Deleted).*\)
S~ i OK .*
C: j CLOSE
S~ j OK .*
C: k STATUS INBOX (MESSAGES UNSEEN DELETED SIZE)
S~ \* STATUS INBOX \((?=.*MESSAGES 1)(?=.*UNSEEN 1)(?=.*DELETED 1)(?=.*SIZE [1-9][0-9]*).*\)
S~ k OK .*
