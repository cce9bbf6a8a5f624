# RFC 3501 6.3.8: "%" shows a level even where only names below it exist
L:
C: a CREATE up.mid.low
S~ a OK .*
C: b DELETE up.mid
S~ b (OK|NO) .*
C: c LIST "" %
U~ \* LIST \(.*\) "\." "?up"?
S~ c OK .*
C: d LIST "" up.%
S~ \* LIST \(.*\) "\." "?up\.mid"?
S~ d OK .*
