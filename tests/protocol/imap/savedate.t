# RFC 8514: when it came into this mailbox, whatever INTERNALDATE says
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Subject: one

x
>>
M: two
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b FETCH 1:2 (SAVEDATE)
S~ \* 1 FETCH \(SAVEDATE "[ 0-3]\d-[A-Z][a-z][a-z]-20\d\d \d\d:\d\d:\d\d [-+]\d{4}"\)
S~ \* 2 FETCH \(SAVEDATE "[ 0-3]\d-[A-Z][a-z][a-z]-20\d\d \d\d:\d\d:\d\d [-+]\d{4}"\)
S~ b OK .*
C: c SEARCH SAVEDSINCE 11-Mar-2021
S: * SEARCH 1 2
S~ c OK .*
C: d SEARCH SAVEDBEFORE 11-Mar-2021
S: * SEARCH
S~ d OK .*
C: e SEARCH SAVEDON 10-Mar-2021
S: * SEARCH
S~ e OK .*
C: f SEARCH SAVEDATESUPPORTED BEFORE 11-Mar-2021
S: * SEARCH 1
S~ f OK .*
