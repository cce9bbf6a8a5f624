# RFC 5256 3: ORDEREDSUBJECT, REFERENCES; and REFS, without a look at subjects
A<< INBOX ()
Message-ID: <1@x>
Subject: plan
Date: Wed, 01 Jan 2020 10:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <2@x>
In-Reply-To: <1@x>
Subject: Re: plan
Date: Wed, 01 Jan 2020 11:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <3@x>
References: <1@x> <2@x>
Subject: Re: plan
Date: Wed, 01 Jan 2020 12:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <"4"@x>
References: <1@x> <2@x>
Subject: something else
Date: Wed, 01 Jan 2020 11:30:00 +0000

x
>>
A<< INBOX ()
Message-ID: <5@x>
Subject: Re: PLAN
Date: Wed, 01 Jan 2020 09:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <6@x>
References: <4@x>
Subject: deeper
Date: Wed, 01 Jan 2020 13:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <7@x>
References: <gone@x>
Subject: orphan
Date: Wed, 01 Jan 2020 14:00:00 +0000

x
>>
A<< INBOX ()
Message-ID: <8@x>
References: <gone@x>
Subject: waif
Date: Wed, 01 Jan 2020 15:00:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 8 EXISTS
S~ a OK .*
C: b1 THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 (5)(2 (4 6)(3)))((7)(8))
S~ b1 OK .*
C: b2 UID THREAD REFS UTF-8 ALL
S: * THREAD (5)(1 2 (4 6)(3))((7)(8))
S~ b2 OK .*
C: b3 THREAD ORDEREDSUBJECT US-ASCII ALL
S: * THREAD (5 (1)(2)(3))(4)(6)(7)(8)
S~ b3 OK .*
C: b4 THREAD REFERENCES US-ASCII 2,7
S: * THREAD (2)(7)
S~ b4 OK .*
C: b5 THREAD REFERENCES US-ASCII TEXT "gewp"
S: * THREAD
S~ b5 OK .*
C: b6 THREAD REFERENCES UTF-8 5,7:8
S: * THREAD (5)((7)(8))
S~ b6 OK .*
C: c1 THREAD NOSUCH UTF-8 ALL
S~ c1 BAD .*
C: c2 THREAD REFERENCES X-NONE ALL
S~ c2 NO \[BADCHARSET .*
C: c3 THREAD REFERENCES UTF-8
S~ c3 BAD .*
C: c4 THREAD REFERENCES
S~ c4 BAD .*
