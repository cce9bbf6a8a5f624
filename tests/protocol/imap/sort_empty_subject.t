# RFC 5256 2.1, 3: subjects of which nothing is left sort first, and join no threads
A<< INBOX ()
Subject: b
Date: Wed, 01 Jan 2020 10:01:00 +0000

x
>>
A<< INBOX ()
Subject: Re:
Date: Wed, 01 Jan 2020 10:02:00 +0000

x
>>
A<< INBOX ()
From: a@example.org
Date: Wed, 01 Jan 2020 10:03:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: ]
Date: Wed, 01 Jan 2020 10:04:00 +0000

x
>>
A<< INBOX ()
Subject: (fwd)
Date: Wed, 01 Jan 2020 10:05:00 +0000

x
>>
A<< INBOX ()
Subject: Re: Fwd: (fwd)
Date: Wed, 01 Jan 2020 10:06:00 +0000

x
>>
A<< INBOX ()
Subject: a
Date: Wed, 01 Jan 2020 10:07:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 7 EXISTS
S~ a OK .*
C: b SORT (SUBJECT) UTF-8 ALL
S: * SORT 2 3 4 5 6 7 1
S~ b OK .*
C: c SORT (REVERSE SUBJECT) UTF-8 ALL
S: * SORT 1 7 2 3 4 5 6
S~ c OK .*
# nothing in common is not the same subject (5.B.ii, 5.C.ii)
C: d THREAD REFERENCES UTF-8 2:6
S: * THREAD (2)(3)(4)(5)(6)
S~ d OK .*
