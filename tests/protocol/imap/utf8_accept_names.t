# RFC 6855 3, RFC 9051 5.1: UTF-8 in LSUB, STATUS, LIST answers, NAMESPACE, ACL, METADATA, QUOTAROOT; SELECT by either
L:
C: a CREATE &U,BTFw-
S~ a OK .*
C: b SUBSCRIBE &U,BTFw-
S~ b OK .*
C2: a LOGIN $user "$password"
S2~ a OK .*
C2: b ENABLE UTF8=ACCEPT
S2: * ENABLED UTF8=ACCEPT
S2~ b OK .*
C2: c LSUB "" "*"
S2~ \* LSUB \(.*\) "\." "\xe5\x8f\xb0\xe5\x8c\x97"
S2~ c OK .*
C2: d LIST (SUBSCRIBED) "" "\xe5\x8f\xb0%" RETURN (STATUS (MESSAGES))
S2~ \* LIST \(.*\) "\." "\xe5\x8f\xb0\xe5\x8c\x97"
S2: * STATUS "\xe5\x8f\xb0\xe5\x8c\x97" (MESSAGES 0)
S2~ d OK .*
C2: e GETQUOTAROOT "\xe5\x8f\xb0\xe5\x8c\x97"
S2~ \* QUOTAROOT "\xe5\x8f\xb0\xe5\x8c\x97".*
S2~ e OK .*
C2: f MYRIGHTS "\xe5\x8f\xb0\xe5\x8c\x97"
S2~ \* MYRIGHTS "\xe5\x8f\xb0\xe5\x8c\x97" \S+
S2~ f OK .*
C2: g SETMETADATA "\xe5\x8f\xb0\xe5\x8c\x97" (/private/comment "\xc3\xa4")
S2~ g OK .*
C2: h GETMETADATA "\xe5\x8f\xb0\xe5\x8c\x97" /private/comment
S2~ \* METADATA "\xe5\x8f\xb0\xe5\x8c\x97" \(/private/comment ("\xc3\xa4"|~?\{2\}\r\n\xc3\xa4)\)
S2~ h OK .*
# a client that did not ask never gets 8 bits in quotes
C: c GETMETADATA &U,BTFw- /private/comment
S~ \* METADATA &U,BTFw- \(/private/comment ~?\{2\}\r\n\xc3\xa4\)
S~ c OK .*
C2: i SELECT {6}
I2: \xe5\x8f\xb0\xe5\x8c\x97
U2~ \* 0 EXISTS
S2~ i OK .*
C2: j RENAME "\xe5\x8f\xb0\xe5\x8c\x97" "\xe6\x97\xa5 & x"
S2~ j OK .*
C: d LIST "" "&*"
S~ \* LIST \(.*\) "\." "?&ZeU- &- x"?
S~ d OK .*
C: e CREATE "\xe6\x97\xa5"
S~ e BAD .*
C2: k CREATE "a\xed\xa0\x80"
S2~ k BAD .*
C2: l CREATE "a\xc0\xafb"
S2~ l BAD .*
