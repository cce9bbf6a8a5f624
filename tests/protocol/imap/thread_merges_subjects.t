# RFC 5256 3, REFERENCES (5): threads with the same base subject become one
A<< INBOX ()
References: <a@x>
Subject: four
Date: Wed, 01 Jan 2020 10:01:00 +0000

x
>>
A<< INBOX ()
References: <a@x>
Subject: four
Date: Wed, 01 Jan 2020 10:02:00 +0000

x
>>
A<< INBOX ()
References: <b@x>
Subject: Re: four
Date: Wed, 01 Jan 2020 10:03:00 +0000

x
>>
A<< INBOX ()
References: <b@x>
Subject: four
Date: Wed, 01 Jan 2020 10:04:00 +0000

x
>>
A<< INBOX ()
References: <c@x>
Subject: into a dummy
Date: Wed, 01 Jan 2020 10:05:00 +0000

x
>>
A<< INBOX ()
References: <c@x>
Subject: into a dummy
Date: Wed, 01 Jan 2020 10:06:00 +0000

x
>>
A<< INBOX ()
Subject: Into a dummy
Date: Wed, 01 Jan 2020 10:07:00 +0000

x
>>
A<< INBOX ()
Subject: answered
Date: Wed, 01 Jan 2020 10:08:00 +0000

x
>>
A<< INBOX ()
Subject: Re: answered
Date: Wed, 01 Jan 2020 10:09:00 +0000

x
>>
A<< INBOX ()
Subject: answered (fwd)
Date: Wed, 01 Jan 2020 10:10:00 +0000

x
>>
A<< INBOX ()
Subject: [Fwd: answered]
Date: Wed, 01 Jan 2020 10:11:00 +0000

x
>>
A<< INBOX ()
Subject: alike
Date: Wed, 01 Jan 2020 10:12:00 +0000

x
>>
A<< INBOX ()
Subject: [list] alike
Date: Wed, 01 Jan 2020 10:13:00 +0000

x
>>
A<< INBOX ()
Subject: Re: lost
Date: Wed, 01 Jan 2020 10:14:00 +0000

x
>>
A<< INBOX ()
Subject: Fw: lost
Date: Wed, 01 Jan 2020 10:15:00 +0000

x
>>
A<< INBOX ()
Subject: Re: lost
Date: Wed, 01 Jan 2020 10:16:00 +0000

x
>>
A<< INBOX ()
References: <d@x>
Subject: first
Date: Wed, 01 Jan 2020 10:17:00 +0000

x
>>
A<< INBOX ()
References: <d@x>
Subject: second
Date: Wed, 01 Jan 2020 10:18:00 +0000

x
>>
A<< INBOX ()
Subject: Re: second
Date: Wed, 01 Jan 2020 10:19:00 +0000

x
>>
A<< INBOX ()
Subject: Re: later
Date: Wed, 01 Jan 2020 10:20:00 +0000

x
>>
A<< INBOX ()
Subject: later
Date: Wed, 01 Jan 2020 10:21:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 21 EXISTS
S~ a OK .*
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD ((1)(2)(3)(4))((5)(6)(7))(8 (9)(10)(11))((12)(13))((14)(15)(16))((17)(18))(19)(21 20)
S~ b OK .*
C: c THREAD REFERENCES UTF-8 7,5:6
S: * THREAD ((5)(6)(7))
S~ c OK .*
# REFS looks at no subjects
C: d THREAD REFS UTF-8 8:11
S: * THREAD (8)(9)(10)(11)
S~ d OK .*
