M: one
M: two
L:
C: TOP 1 0
U~ Subject: one
S: .
C: RETR 2
U~ Subject: two
S: .
L9:
C9: a STATUS INBOX (UNSEEN)
S9: * STATUS INBOX (UNSEEN 2)
S9~ a OK .*
C: QUIT
S~ \+OK .*
E:
C9: b STATUS INBOX (UNSEEN)
S9: * STATUS INBOX (UNSEEN 1)
S9~ b OK .*
