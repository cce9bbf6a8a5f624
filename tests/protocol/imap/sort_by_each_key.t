# RFC 5256 3 and RFC 5957: SORT by each key, REVERSE, and equal ones in mailbox order
A<< INBOX () "03-Jan-2020 10:00:00 +0000"
From: "Zoe" <alice@example.org>
To: Bob <m@example.org>
Cc: y@example.org
Subject: Re: banana
Date: Wed, 01 Jan 2020 12:00:00 +0000

xxxxxxxxxxxxxxxxxxxx
>>
A<< INBOX () "01-Jan-2020 10:00:00 +0000"
From: bob@example.org
To: a@example.org
Subject: apple
Date: Wed, 01 Jan 2020 12:00:00 -0100

x
>>
A<< INBOX () "02-Jan-2020 10:00:00 +0000"
From: =?UTF-8?Q?=C3=84rger?= <Carol@example.org>
To: =?ISO-2022-JP?B?GyRCSjg4SxsoQg==?= <Z@example.org>
Cc: x@example.org
Subject: [list] FW: Banana (fwd)

xxxxxxxxxx
>>
L:
C: a SELECT INBOX
U~ \* 3 EXISTS
S~ a OK .*
C: b1 SORT (ARRIVAL) US-ASCII ALL
S: * SORT 2 3 1
S~ b1 OK .*
C: b2 SORT (REVERSE ARRIVAL) US-ASCII ALL
S: * SORT 1 3 2
S~ b2 OK .*
# the third has no Date: its INTERNALDATE counts
C: b3 SORT (DATE) UTF-8 ALL
S: * SORT 1 2 3
S~ b3 OK .*
C: b4 SORT (SUBJECT) UTF-8 ALL
S: * SORT 2 1 3
S~ b4 OK .*
C: b5 SORT (REVERSE SUBJECT) UTF-8 ALL
S: * SORT 1 3 2
S~ b5 OK .*
C: b6 SORT (SUBJECT REVERSE DATE) UTF-8 ALL
S: * SORT 2 3 1
S~ b6 OK .*
C: b7 SORT (FROM) UTF-8 ALL
S: * SORT 1 2 3
S~ b7 OK .*
C: b8 SORT (TO) UTF-8 ALL
S: * SORT 2 1 3
S~ b8 OK .*
C: b9 SORT (CC) UTF-8 ALL
S: * SORT 2 3 1
S~ b9 OK .*
C: b10 SORT (REVERSE SIZE) UTF-8 1:2
S: * SORT 1 2
S~ b10 OK .*
# "Ärger" is A with dots; without a name the address counts
C: b11 SORT (DISPLAYFROM) UTF-8 ALL
S: * SORT 3 2 1
S~ b11 OK .*
C: b12 SORT (DISPLAYTO) UTF-8 ALL
S: * SORT 2 1 3
S~ b12 OK .*
C: b13 UID SORT (ARRIVAL) UTF-8 NOT 3
S: * SORT 2 1
S~ b13 OK .*
C: b14 SORT (SUBJECT) UTF-8 DELETED
S: * SORT
S~ b14 OK .*
C: c1 SORT (SUBJECT) X-NONE ALL
S~ c1 NO \[BADCHARSET .*
C: c2 SORT () UTF-8 ALL
S~ c2 BAD .*
C: c3 SORT (REVERSE) UTF-8 ALL
S~ c3 BAD .*
C: c4 SORT (REVERSE REVERSE DATE) UTF-8 ALL
S~ c4 BAD .*
C: c5 SORT SUBJECT UTF-8 ALL
S~ c5 BAD .*
C: c6 SORT (SUBJECT) UTF-8
S~ c6 BAD .*
C: c7 SORT (SUBJECT)
S~ c7 BAD .*
C: c8 SORT (SUBJECT) UTF-8 NONSENSE
S~ c8 BAD .*
# RFC 5267 3: ESORT
C: E01 UID SORT RETURN () (REVERSE ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E01") UID ALL 1,3,2
S~ E01 OK .*
C: E02 SORT RETURN (MIN MAX COUNT) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E02") MIN 2 MAX 1 COUNT 3
S~ E02 OK .*
C: E03 SORT RETURN (ALL) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E03") ALL 2:3,1
S~ E03 OK .*
C: E04 SORT RETURN (PARTIAL 1:2) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E04") PARTIAL (1:2 2:3)
S~ E04 OK .*
C: E05 SORT RETURN (PARTIAL -1:-1) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E05") PARTIAL (-1:-1 1)
S~ E05 OK .*
C: E06 SORT RETURN (COUNT) (ARRIVAL) UTF-8 DELETED
S: * ESEARCH (TAG "E06") COUNT 0
S~ E06 OK .*
C: E07 SORT RETURN (SAVE MAX) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E07") MAX 1
S~ E07 OK .*
C: E08 SEARCH $
S: * SEARCH 1
S~ E08 OK .*
# RFC 5267 4.3.1: updates of a sorted result are refused, the rest is done
C: E09 UID SORT RETURN (UPDATE COUNT) (ARRIVAL) UTF-8 ALL
S: * ESEARCH (TAG "E09") UID COUNT 3
S~ \* NO \[NOUPDATE "E09"\] .*
S~ E09 OK .*
