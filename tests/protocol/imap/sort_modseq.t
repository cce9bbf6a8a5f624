# RFC 7162 3.1.9, 3.1.10: SORT, ESORT and THREAD with MODSEQ
A<< INBOX ()
Subject: b

x
>>
A<< INBOX ()
Subject: a

x
>>
L:
C: a SELECT INBOX
U~ \* OK \[HIGHESTMODSEQ (?P<high>[0-9]+)\].*
S~ a OK .*
C: b SORT (SUBJECT) UTF-8 MODSEQ 1
U~ \* OK \[HIGHESTMODSEQ ${high}\].*
U~ \* SORT 2 1 \(MODSEQ ${high}\)
S~ b OK .*
C: c UID SORT (SUBJECT) UTF-8 MODSEQ 9223372036854775807
S: * SORT
S~ c OK .*
C: d SORT RETURN (ALL) (SUBJECT) UTF-8 MODSEQ "/flags/\\draft" priv 1
S~ \* ESEARCH \(TAG "d"\) (ALL 2,1 MODSEQ ${high}|MODSEQ ${high} ALL 2,1)
S~ d OK .*
C: e THREAD ORDEREDSUBJECT UTF-8 MODSEQ 1
S~ \* THREAD \([12]\)\([12]\)
S~ e OK .*
C: f FETCH 1 (MODSEQ)
S~ \* 1 FETCH \(MODSEQ \((?P<first>[0-9]+)\)\)
S~ f OK .*
# RFC 4731 3.2: MIN or MAX alone: the one's; both: the higher of both
C: g SEARCH RETURN (MIN) MODSEQ "/flags/\\seen" shared 1
S~ \* ESEARCH \(TAG "g"\) (MIN 1 MODSEQ ${first}|MODSEQ ${first} MIN 1)
S~ g OK .*
C: h SEARCH RETURN (MAX) MODSEQ 1
S~ \* ESEARCH \(TAG "h"\) (MAX 2 MODSEQ ${high}|MODSEQ ${high} MAX 2)
S~ h OK .*
C: i SEARCH RETURN (MIN MAX) MODSEQ 1
S~ \* ESEARCH \(TAG "i"\) (MIN 1 MAX 2 MODSEQ ${high}|MODSEQ ${high} MIN 1 MAX 2)
S~ i OK .*
C: j SEARCH RETURN (COUNT) MODSEQ 1
S~ \* ESEARCH \(TAG "j"\) (COUNT 2 MODSEQ ${high}|MODSEQ ${high} COUNT 2)
S~ j OK .*
C: k SEARCH RETURN (COUNT MIN) MODSEQ 1
S~ \* ESEARCH \(TAG "k"\) (?=.*COUNT 2)(?=.*MIN 1)(?=.*MODSEQ ${high}).*
S~ k OK .*
C: l SEARCH RETURN (COUNT) MODSEQ 9223372036854775807
S: * ESEARCH (TAG "l") COUNT 0
S~ l OK .*
