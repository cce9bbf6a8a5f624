# RFC 8508 4.5: what is replaced goes as by UID EXPUNGE: VANISHED, HIGHESTMODSEQ; 3.4: only
# that one, though others are \\Deleted; no flags are inherited
A<< INBOX (\Deleted)
Subject: one

1
>>
A<< INBOX (\Flagged $Label1)
Subject: two

2
>>
L:
L2:
C: a ENABLE QRESYNC
S: * ENABLED QRESYNC
S~ a OK .*
C: b SELECT INBOX
U~ \* OK \[UIDVALIDITY (?P<valid>[0-9]+)\].*
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ b OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C: c REPLACE * INBOX "17-Jul-1996 02:44:25 -0700" {16+}\r\nSubject: new\r\n\r\n
S~ \* OK \[APPENDUID ${valid} 3\].*
U~ \* VANISHED 2
N~ .*EXPUNGE.*
N~ .*STORE.*
S~ c OK \[HIGHESTMODSEQ (?!${high}\])[0-9]+\] .*
C: d UID FETCH 1:* (FLAGS)
S~ \* 1 FETCH \((?=.*UID 1)(?=.*\\Deleted).*\)
S~ \* 2 FETCH \((?=.*UID 3)(?!.*\\Flagged)(?!.*\$Label1).*\)
S~ d OK .*
C: e FETCH 2 (INTERNALDATE)
S~ \* 2 FETCH \(INTERNALDATE "(17-Jul-1996 02:44:25 -0700|17-Jul-1996 09:44:25 \+0000)"\)
S~ e OK .*
C2: b NOOP
U2~ \* 2 EXPUNGE
U2~ \* 2 EXISTS
S2~ b OK .*
C: f UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${high} VANISHED)
S: * VANISHED (EARLIER) 2
S~ \* 2 FETCH \((?=.*UID 3).*\)
S~ f OK .*
