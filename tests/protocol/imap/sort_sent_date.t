# RFC 5256 2.2: the sent date, also of dates that are not quite dates
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 12:00:00 +9999x

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 13:00:00 +0200

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 99:99:99 +0000

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: at some time

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: 1 Jan 20 11:30:00 EST

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 10:30 GMT

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 (new year) 10:45:00 +0000 (UTC)

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Tue, 31 Dec 2019 16:01:33 -0800

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed, 01 Jan 2020 00:01:33 +0000

x
>>
A<< INBOX () "01-Jan-2020 10:40:00 +0000"
Date: Wed,  1 Jan 2020 14:01:33 -0100

x
>>
L:
C: a SELECT INBOX
U~ \* 10 EXISTS
S~ a OK .*
# 3 is 00:00, 8 and 9 are the same moment, 6 10:30, 4 its INTERNALDATE, 7 10:45, 2 11:00, 1 12:00, 10 15:01, 5 16:30
C: b SORT (DATE) UTF-8 ALL
S: * SORT 3 8 9 6 4 7 2 1 10 5
S~ b OK .*
C: c SORT (REVERSE DATE) UTF-8 ALL
S: * SORT 5 10 1 2 7 4 6 8 9 3
S~ c OK .*
# SEARCH takes the day as written, whatever the zone (2.2)
C: d SEARCH SENTON 31-Dec-2019
S: * SEARCH 8
S~ d OK .*
