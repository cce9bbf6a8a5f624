# RFC 5256 3, REFERENCES (1) to (4), (6): links, loops, missing parents
A<< INBOX ()
Message-ID: <1@x>
References: <2@x>
Subject: number 1
Date: Wed, 01 Jan 2020 10:01:00 +0000

x
>>
A<< INBOX ()
Message-ID: <2@x>
References: <1@x>
Subject: number 2
Date: Wed, 01 Jan 2020 10:02:00 +0000

x
>>
A<< INBOX ()
Message-ID: <3@x>
References: <3@x>
Subject: number 3
Date: Wed, 01 Jan 2020 10:03:00 +0000

x
>>
A<< INBOX ()
Message-ID: <dup@x>
Subject: number 4
Date: Wed, 01 Jan 2020 10:04:00 +0000

x
>>
A<< INBOX ()
Message-ID: <dup@x>
Subject: number 5
Date: Wed, 01 Jan 2020 10:05:00 +0000

x
>>
A<< INBOX ()
Message-ID: <6@x>
References: <dup@x>
Subject: number 6
Date: Wed, 01 Jan 2020 10:06:00 +0000

x
>>
A<< INBOX ()
Message-ID: <7@x>
Subject: number 7
Date: Wed, 01 Jan 2020 10:07:00 +0000

x
>>
A<< INBOX ()
Message-ID: <8@x>
References: <7@x> <gone1@x>
Subject: number 8
Date: Wed, 01 Jan 2020 10:08:00 +0000

x
>>
A<< INBOX ()
Message-ID: <9@x>
References: <7@x> <gone1@x>
Subject: number 9
Date: Wed, 01 Jan 2020 10:09:00 +0000

x
>>
A<< INBOX ()
Message-ID: <10@x>
References: <g1@x> <g2@x>
Subject: number 10
Date: Wed, 01 Jan 2020 10:10:00 +0000

x
>>
A<< INBOX ()
Message-ID: <11@x>
References: <g1@x> <g2@x>
Subject: number 11
Date: Wed, 01 Jan 2020 10:11:00 +0000

x
>>
A<< INBOX ()
Message-ID: <12@x>
References: <only@x> <onlier@x>
Subject: number 12
Date: Wed, 01 Jan 2020 10:12:00 +0000

x
>>
A<< INBOX ()
Message-ID: <13@x>
Subject: number 13
Date: Wed, 01 Jan 2020 10:13:00 +0000

x
>>
A<< INBOX ()
Message-ID: <14@x>
In-Reply-To: Your message of "Tue, 1 Jan" <13@x> <7@x>
Subject: number 14
Date: Wed, 01 Jan 2020 10:14:00 +0000

x
>>
A<< INBOX ()
Message-ID: <15@x>
References: nonsense without any
In-Reply-To: <13@x>
Subject: number 15
Date: Wed, 01 Jan 2020 10:15:00 +0000

x
>>
A<< INBOX ()
Message-ID: <16@x>
References: <p1@x> <p3@x>
Subject: number 16
Date: Wed, 01 Jan 2020 10:16:00 +0000

x
>>
A<< INBOX ()
Message-ID: <p3@x>
References: <p1@x> <p2@x>
Subject: number 17
Date: Wed, 01 Jan 2020 10:17:00 +0000

x
>>
A<< INBOX ()
Message-ID: <p2@x>
References: <p1@x>
Subject: number 18
Date: Wed, 01 Jan 2020 10:18:00 +0000

x
>>
A<< INBOX ()
Message-ID: <p1@x>
Subject: number 19
Date: Wed, 01 Jan 2020 10:19:00 +0000

x
>>
A<< INBOX ()
Message-ID: <AbC@x>
Subject: number 20
Date: Wed, 01 Jan 2020 10:20:00 +0000

x
>>
A<< INBOX ()
Message-ID: <abc@x>
Subject: number 21
Date: Wed, 01 Jan 2020 10:21:00 +0000

x
>>
A<< INBOX ()
Message-ID: <22@x>
References: <abc@x>
Subject: number 22
Date: Wed, 01 Jan 2020 10:22:00 +0000

x
>>
A<< INBOX ()
Message-ID: <23@x>
Subject: number 23
Date: Wed, 01 Jan 2020 10:23:00 +0000

x
>>
A<< INBOX ()
References: <23@x>
Subject: number 24
Date: Wed, 01 Jan 2020 10:24:00 +0000

x
>>
A<< INBOX ()
References: 
 <23@x>
	<25b@x>
Subject: number 25
Date: Wed, 01 Jan 2020 10:25:00 +0000

x
>>
A<< INBOX ()
Message-ID: (a comment) <26@x>
Subject: number 26
Date: Wed, 01 Jan 2020 10:26:00 +0000

x
>>
A<< INBOX ()
Message-ID: <27@x>
References: <26@x>(really)
Subject: number 27
Date: Wed, 01 Jan 2020 10:27:00 +0000

x
>>
A<< INBOX ()
Message-ID: <28@x>
Subject: number 28
Date: Wed, 01 Jan 2020 10:28:00 +0000

x
>>
A<< INBOX ()
Message-ID: <29@x>
References: <28@x>
Subject: number 29
Date: Wed, 01 Jan 2020 10:40:00 +0000

x
>>
A<< INBOX ()
Message-ID: <30@x>
References: <28@x>
Subject: number 30
Date: Wed, 01 Jan 2020 10:30:00 +0000

x
>>
L:
C: a SELECT INBOX
U~ \* 30 EXISTS
S~ a OK .*
# loops 1:3, twice the same id 4:6, one missing between 7:9 and above 10:12, In-Reply-To 13:15, a list that was cut short 16:19
# case counts 20:22; no Message-ID of their own, folded 23:25; comments 26:27; siblings by date 28:30
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (2 1)(3)(4 6)(5)(7 (8)(9))((10)(11))(12)(13 (14)(15))(19 18 17 16)(20)(21 22)(23 (24)(25))(26 27)(28 (30)(29))
S~ b OK .*
# what is searched for makes the threads: others are as missing
C: c THREAD REFERENCES UTF-8 8:9,17:18,16,14:15
S: * THREAD ((8)(9))((14)(15))(18 17 16)
S~ c OK .*
C: d UID THREAD REFERENCES UTF-8 UID 17,19
S: * THREAD (19 17)
S~ d OK .*
