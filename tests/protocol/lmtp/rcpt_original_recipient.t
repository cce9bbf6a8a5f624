# RFC 3461 4: DSN is offered, and its parameters are taken
C: LHLO c
U~ 250[- ]DSN
S~ 250 .*
C: MAIL FROM:<a@example.org> RET=HDRS ENVID=QQ314159
S~ 250 .*
C: RCPT TO:<$user> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Li+2Bst@example.org
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
