# RFC 3501 6.2.3; RFC 5530 3 AUTHENTICATIONFAILED: no word on which part is wrong
C: a LOGIN $user wrong
S~ a NO \[AUTHENTICATIONFAILED\] .*
C: b LOGIN nobody@example.org wrong
S~ b NO \[AUTHENTICATIONFAILED\] .*
C: c LOGIN "" ""
S~ c (NO|BAD) .*
C: d LOGIN $user
S~ d BAD .*
L2:
C2: g LOGIN $user "$password"
S2~ g (BAD|NO) .*
