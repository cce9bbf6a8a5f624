# draft-bosch-imap-filter-sieve-00: what an answer tells, and what of a changed message remains
M: one
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
# 3.4: warnings of the compiler, once for all messages; they are filtered all the same
C: b FILTER SIEVE SCRIPT {78}
I: require "imap4flags"; if not exists ["no field", "x"] { addflag "\\Flagged"; } ALL
S: * FILTER (TAG "b") WARNINGS "script: line 1: 'no field' is no header field"
S: * 1 FILTERED (TAG "b") OK
U~ \* 1 FETCH \(FLAGS \(.*\\Flagged.*\)\)
S~ b OK .*
# 3.4: all errors
C: c FILTER SIEVE SCRIPT {12}
I: one;\r\ntwo;\r\n ALL
S~ \* FILTER \(TAG "c"\) ERRORS \{\d+\}\r\nscript: line 1: .*one.*\r\nscript: line 2: .*two.*
S~ c NO .*
# 3.2, the first example: a mailbox that is not there; the message stays as it is
C: d UID FILTER SIEVE SCRIPT {36}
I: require "fileinto"; fileinto "None"; ALL
S: * 1 FILTERED (TAG "d") UID 1 ERRORS "script line 1: There is no mailbox 'None'"
N~ \* 1 FETCH .*
S~ d OK .*
# 4.1, 4.6: a keep leaves the message as it was, fileinto takes the changed one
C: e CREATE Else
S~ e OK .*
C: f FILTER SIEVE SCRIPT {91}
I: require ["editheader", "fileinto", "copy"]; addheader "X-New" "yes"; fileinto :copy "Else"; ALL
S: * 1 FILTERED (TAG "f") OK
N~ \* .*E.*
S~ f OK .*
C: g UID FETCH 1:* BODY.PEEK[HEADER.FIELDS (X-New)]
S~ \* 1 FETCH \(.*UID 1.*\{2\}\r\n\r\n.*\)
S~ g OK .*
# 4.8: the same of replace
C: h FILTER SIEVE SCRIPT {59}
I: require ["foreverypart", "mime", "replace"]; replace "new"; ALL
N~ \* .*(FILTER|FETCH|EXISTS).*
S~ h OK .*
C: i FETCH 1:* BODY.PEEK[TEXT]
S~ \* 1 FETCH \(BODY\[TEXT\] \{9\}\r\nA line.\r\n\)
S~ i OK .*
C: j SELECT Else
U~ \* 1 EXISTS
S~ j OK .*
C: k FETCH 1 BODY.PEEK[HEADER.FIELDS (X-New)]
S~ \* 1 FETCH \(.*\r\nX-New: yes\r\n\r\n\)
S~ k OK .*
# 5: the envelope as the message tells it
A<< INBOX
Return-Path: <someone@example.net>
Delivered-To: other@example.com
Subject: two

>>
A<< INBOX
Return-Path: <>
Subject: three

>>
C: l SELECT INBOX
U~ \* 3 EXISTS
S~ l OK .*
C: m UID FILTER SIEVE SCRIPT {151}
I: require ["envelope", "imap4flags"]; if envelope ["from", "to"] "someone@example.net" { if envelope "to" "other@example.com" { addflag "\\Answered"; } } ALL
S: * 2 FILTERED (TAG "m") UID 2 OK
U~ \* 2 FETCH \(.*\\Answered.*\)
S~ m OK .*
C: n UID FILTER SIEVE SCRIPT {128}
I: require ["envelope", "imap4flags"]; if allof (envelope "from" "", envelope :domain "to" "example.org") { addflag "\\Answered"; } 2:3
S: * 3 FILTERED (TAG "n") UID 3 OK
U~ \* 3 FETCH \(.*\\Answered.*\)
S~ n OK .*
