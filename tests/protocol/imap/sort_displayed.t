# RFC 5957 3, 4: the displayed name, or the address
A<< INBOX ()
From: "b" <zed@example.org>
Date: Wed, 01 Jan 2020 10:00:00 +0000

x
>>
A<< INBOX ()
From: =?utf-8?q?A?= <zed@example.org>
Date: Wed, 01 Jan 2020 10:01:00 +0000

x
>>
A<< INBOX ()
From: c@example.org
Date: Wed, 01 Jan 2020 10:02:00 +0000

x
>>
A<< INBOX ()
From: "" <d@example.org>
Date: Wed, 01 Jan 2020 10:03:00 +0000

x
>>
A<< INBOX ()
From: =?utf-8?q?=C3=89?= <a@example.org>
Date: Wed, 01 Jan 2020 10:04:00 +0000

x
>>
A<< INBOX ()
From: Eb <a@example.org>
Date: Wed, 01 Jan 2020 10:05:00 +0000

x
>>
A<< INBOX ()
From: undisclosed:;
Date: Wed, 01 Jan 2020 10:06:00 +0000

x
>>
A<< INBOX ()
Subject: no from
Date: Wed, 01 Jan 2020 10:08:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 8 EXISTS
S~ a OK .*
# without: first; A, b, c@example.org, d@example.org, Eb, then E with an accent (decomposed: E, then the accent)
C: b SORT (DISPLAYFROM) UTF-8 1:6,8
S: * SORT 8 2 1 3 4 6 5
S~ b OK .*
C: c SORT (REVERSE DISPLAYFROM DATE) UTF-8 1:2,8
S: * SORT 1 2 8
S~ c OK .*
# FROM is the local part
C: d SORT (FROM REVERSE DATE) UTF-8 1:6,8
S: * SORT 8 6 5 3 4 2 1
S~ d OK .*
C: e SORT (DISPLAYTO) UTF-8 1:3
S: * SORT 1 2 3
S~ e OK .*
C: f SORT (DISPLAYCC) UTF-8 1:3
S~ f BAD .*
C: g UID SORT (displayfrom) utf-8 UID 1:2
S: * SORT 2 1
S~ g OK .*
