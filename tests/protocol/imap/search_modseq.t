# RFC 7162 3.1.5 and RFC 4731 3.2: MODSEQ, and the highest one in the answer
A<< INBOX ()
Subject: one

x
>>
A<< INBOX ()
Subject: two

x
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: a1 SEARCH MODSEQ 0
S~ \* OK \[HIGHESTMODSEQ [0-9]+\].*
S~ \* SEARCH 1 2 \(MODSEQ [1-9][0-9]*\)
S~ a1 OK .*
C: a2 SEARCH MODSEQ "/flags/\\draft" all 0
S~ \* SEARCH 1 2 \(MODSEQ [1-9][0-9]*\)
S~ a2 OK .*
C: a3 SEARCH MODSEQ 9223372036854775807
S: * SEARCH
S~ a3 OK .*
C: a4 UID SEARCH RETURN (MIN) MODSEQ 1
S~ \* ESEARCH \(TAG "a4"\) UID MIN 1 MODSEQ [1-9][0-9]*
S~ a4 OK .*
C: a5 SEARCH RETURN (ALL) MODSEQ 9223372036854775807
S: * ESEARCH (TAG "a5")
S~ a5 OK .*
C: a6 SEARCH MODSEQ
S~ a6 BAD .*
C: a7 SEARCH MODSEQ "/flags/\\draft" nobody 0
S~ a7 BAD .*
C: a8 SEARCH MODSEQ 9223372036854775808
S~ a8 BAD .*
