# a multipart without boundary, without end, with a type that is none: an answer comes all the same
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed

text
>>
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

never ends
>>
A<< INBOX
MIME-Version: 1.0
Content-Type: nonsense; ; = "
Content-Transfer-Encoding: fancy "x

text
>>
A<< INBOX
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=zz

no part at all
>>
L:
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C: b FETCH 1:* (BODY BODYSTRUCTURE)
S~ \* 1 FETCH \((?=.*BODY \(.+\))(?=.*BODYSTRUCTURE \(.+\)).*\)
S~ \* 2 FETCH \((?=.*BODY \(.+\))(?=.*BODYSTRUCTURE \(.+\)).*\)
S~ \* 3 FETCH \((?=.*BODY \(.+\))(?=.*BODYSTRUCTURE \(.+\)).*\)
S~ \* 4 FETCH \((?=.*BODY \(.+\))(?=.*BODYSTRUCTURE \(.+\)).*\)
S~ b OK .*
# never "() …": a multipart in the answer has a part (9 body-type-mpart)
N~ .*BODY(STRUCTURE)? \((\(\))? ?"(?i:mixed)".*
C: c FETCH 1:* (BODY)
S~ c OK .*
C: d FETCH 2 BODY.PEEK[1]
S~ \* 2 FETCH \(BODY\[1\] .*never ends.*\)
S~ d OK .*
