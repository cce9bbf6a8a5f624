# RFC 5256 2.1: what is cut off a subject, and what is not
A<< INBOX ()
Subject: plan
Date: Wed, 01 Jan 2020 10:01:00 +0000

x
>>
A<< INBOX ()
Subject: Re: plan
Date: Wed, 01 Jan 2020 10:02:00 +0000

x
>>
A<< INBOX ()
Subject: RE[2]: plan
Date: Wed, 01 Jan 2020 10:03:00 +0000

x
>>
A<< INBOX ()
Subject: re : plan
Date: Wed, 01 Jan 2020 10:04:00 +0000

x
>>
A<< INBOX ()
Subject: Fw: plan
Date: Wed, 01 Jan 2020 10:05:00 +0000

x
>>
A<< INBOX ()
Subject: FWD: PLAN
Date: Wed, 01 Jan 2020 10:06:00 +0000

x
>>
A<< INBOX ()
Subject: [list] Re: [list] plan
Date: Wed, 01 Jan 2020 10:07:00 +0000

x
>>
A<< INBOX ()
Subject: plan (fwd)
Date: Wed, 01 Jan 2020 10:08:00 +0000

x
>>
A<< INBOX ()
Subject: plan (FWD) (fwd) 
Date: Wed, 01 Jan 2020 10:09:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: plan]
Date: Wed, 01 Jan 2020 10:10:00 +0000

x
>>
A<< INBOX ()
Subject: [fwd: Re: [x] plan (fwd)] (fwd)
Date: Wed, 01 Jan 2020 10:11:00 +0000

x
>>
A<< INBOX ()
Subject: =?utf-8?q?Re=3A_plan?=
Date: Wed, 01 Jan 2020 10:12:00 +0000

x
>>
A<< INBOX ()
Subject: Re: Fw: re [x]: plan
Date: Wed, 01 Jan 2020 10:13:00 +0000

x
>>
A<< INBOX ()
Subject: Re:	plan
Date: Wed, 01 Jan 2020 10:14:00 +0000

x
>>
A<< INBOX ()
Subject: [a] [b] Re: [c][d] plan
Date: Wed, 01 Jan 2020 10:15:00 +0000

x
>>
A<< INBOX ()
Subject: Re:
	plan
Date: Wed, 01 Jan 2020 10:16:00 +0000

x
>>
A<< INBOX ()
Subject: [] plan
Date: Wed, 01 Jan 2020 10:17:00 +0000

x
>>
A<< INBOX ()
Subject: Re:plan
Date: Wed, 01 Jan 2020 10:18:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: [fwd: plan]]
Date: Wed, 01 Jan 2020 10:19:00 +0000

x
>>
A<< INBOX ()
Subject: PLaN
Date: Wed, 01 Jan 2020 10:20:00 +0000

x
>>
A<< INBOX ()
Subject: [list]
Date: Wed, 01 Jan 2020 10:21:00 +0000

x
>>
A<< INBOX ()
Subject: Reply: plan
Date: Wed, 01 Jan 2020 10:22:00 +0000

x
>>
A<< INBOX ()
Subject: (fwd) plan
Date: Wed, 01 Jan 2020 10:23:00 +0000

x
>>
A<< INBOX ()
Subject: Fwd(1): plan
Date: Wed, 01 Jan 2020 10:24:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: plan
Date: Wed, 01 Jan 2020 10:25:00 +0000

x
>>
A<< INBOX ()
Subject: plan]
Date: Wed, 01 Jan 2020 10:26:00 +0000

x
>>
A<< INBOX ()
Subject: [[x]] plan
Date: Wed, 01 Jan 2020 10:27:00 +0000

x
>>
A<< INBOX ()
Subject: Re - plan
Date: Wed, 01 Jan 2020 10:28:00 +0000

x
>>
A<< INBOX ()
Subject: AW: plan
Date: Wed, 01 Jan 2020 10:29:00 +0000

x
>>
A<< INBOX ()
Subject: two  words
Date: Wed, 01 Jan 2020 10:30:00 +0000

x
>>
A<< INBOX ()
Subject: Re: [list]
Date: Wed, 01 Jan 2020 10:31:00 +0000

x
>>
A<< INBOX ()
Subject: [a] [list]
Date: Wed, 01 Jan 2020 10:32:00 +0000

x
>>
A<< INBOX ()
Subject: two
 words (fwd)
Date: Wed, 01 Jan 2020 10:33:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: [list]]
Date: Wed, 01 Jan 2020 10:34:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 34 EXISTS
S~ a OK .*
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD (1 (2)(3)(4)(5)(6)(7)(8)(9)(10)(11)(12)(13)(14)(15)(16)(17)(18)(19)(20))(21 (31)(32)(34))(22)(23)(24)(25)(26)(27)(28)(29)(30 33)
S~ b OK .*
