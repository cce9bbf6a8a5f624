# RFC 3501 6.3.1: the required data, before the tagged OK [READ-WRITE]
M: one
L:
C: a SELECT INBOX
U~ \* FLAGS \((?=.*\\Answered)(?=.*\\Flagged)(?=.*\\Deleted)(?=.*\\Seen)(?=.*\\Draft).*\)
U~ \* 1 EXISTS
U~ \* 1 RECENT
U~ \* OK \[UNSEEN 1\].*
U~ \* OK \[PERMANENTFLAGS \((?=.*\\Answered)(?=.*\\Flagged)(?=.*\\Deleted)(?=.*\\Seen)(?=.*\\Draft).*\)\].*
U~ \* OK \[UIDNEXT 2\].*
U~ \* OK \[UIDVALIDITY [1-9]\d*\].*
S~ a OK \[READ-WRITE\] .*
