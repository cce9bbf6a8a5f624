# RFC 3501 5.1.3: names are kept in modified UTF-7
L:
C: a CREATE &ZeVnLIqe-
S~ a OK .*
C: b LIST "" &*
S~ \* LIST \(.*\) "\." "?&ZeVnLIqe-"?
S~ b OK .*
# "&-" stands for "&"
C: c CREATE A&-B
S~ c OK .*
C: d LIST "" A*
S~ \* LIST \(.*\) "\." "?A&-B"?
S~ d OK .*
# the example of the RFC
C: e CREATE ~peter.mail.&U,BTFw-.&ZeVnLIqe-
S~ e OK .*
C: f SELECT ~peter.mail.&U,BTFw-.&ZeVnLIqe-
U~ \* 0 EXISTS
S~ f OK .*
# a mistake is not a name: printable ASCII in base64, no end, null shift
C: g CREATE &AGE-
S~ g (NO|BAD) .*
C: h CREATE &ZeVnLIqe
S~ h (NO|BAD) .*
C: i CREATE &U,BTFw-&ZeVnLIqe-
S~ i (NO|BAD) .*
