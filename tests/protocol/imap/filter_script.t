# draft-bosch-imap-filter-sieve-00 3.2, the examples: a script in the command, UID FILTER and FILTER
M: Male Enhancement
M: an honest one
M: Male Enhancement again
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: A003 UID FILTER SIEVE SCRIPT {71}
I: if subject :contains "Male Enhancement" {\r\n  discard;\r\n  stop;\r\n}\r\n\r\n\r\n ALL
S~ \* FILTER \(TAG "A003"\) ERRORS "script: line 1: .*subject.*"
S~ A003 NO .*
C: A004 UID FILTER SIEVE SCRIPT {83}
I: if header :contains "subject"\r\n  "Male Enhancement" {\r\n  discard;\r\n  stop;\r\n}\r\n\r\n\r\n ALL
S: * 1 FILTERED (TAG "A004") UID 1 OK
S: * 3 FILTERED (TAG "A004") UID 3 OK
U~ \* 1 FETCH \(.*\\Deleted.*\)
U~ \* 3 FETCH \(.*\\Deleted.*\)
N~ \* 2 F.*
S~ A004 OK .*
C: A005 FILTER SIEVE SCRIPT "keep;" ALL
S~ A005 OK .*
C: A006 FILTER SIEVE SCRIPT "discard;" SUBJECT honest
S: * 2 FILTERED (TAG "A006") OK
U~ \* 2 FETCH \(.*\\Deleted.*\)
S~ A006 OK .*
