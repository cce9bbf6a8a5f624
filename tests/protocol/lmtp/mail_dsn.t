# RFC 3461 4.1 to 4.5, RFC 2852 4: what may stand there, and once
C: LHLO c
U~ 250[- ]DSN
S~ 250 .*
C: MAIL FROM:<a@example.org> RET=SOME
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> RET=FULL RET=FULL
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> ENVID=
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> ENVID=a+zz
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> ENVID=a ENVID=b
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> BY=120
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> BY=0;R
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> BY=-1;N BY=1;N
S~ 501 5\.5\.4 .*
C: MAIL FROM:<a@example.org> ret=hdrs envid=QQ314159+2B by=-120;nt
S~ 250 .*
C: RCPT TO:<$user> NOTIFY=NEVER,FAILURE
S~ 501 5\.5\.4 .*
C: RCPT TO:<$user> NOTIFY=
S~ 501 5\.5\.4 .*
C: RCPT TO:<$user> NOTIFY=NEVER NOTIFY=NEVER
S~ 501 5\.5\.4 .*
C: RCPT TO:<$user> ORCPT=rfc822;a@b ORCPT=rfc822;a@b
S~ 501 5\.5\.4 .*
C: RCPT TO:<$user> NOTIFY=failure,DELAY ORCPT=x400;+2FC+3DUS+2F
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
C: MAIL FROM:<a@example.org> BY=100000;R
S~ 250 .*
C: RCPT TO:<$user>
S~ 250 .*
C: DATA
S~ 354 .*
C: x: y\r\n\r\n.
S~ 250 .*
