# draft-bosch-imap-filter-sieve-00 3.2, 7: what is no filter, no script, no search
M: one
L:
C: a0 FILTER SIEVE DELIVERY ALL
S~ a0 BAD .*
C: a CAPABILITY
S~ \* CAPABILITY .* FILTER=SIEVE( .*)?
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c FILTER SIEVE DELIVERY ALL
S~ c OK .*
C: d FILTER SIEVE PERSONAL nothing ALL
S~ \* FILTER \(TAG "d"\) ERRORS .*
S~ d NO \[NONEXISTENT\] .*
C: e FILTER SIEVE GLOBAL nothing ALL
S~ e NO \[NONEXISTENT\] .*
C: f FILTER SIEVE PERSONAL ../../other ALL
S~ \* FILTER \(TAG "f"\) ERRORS .*
S~ f NO .*
# no FILTER answer where the search is at fault
C: g FILTER SIEVE SCRIPT "discard;" CHARSET X-NONE ALL
S~ g NO \[BADCHARSET.*\] .*
C: h FILTER SIEVE SCRIPT "discard;"
S~ h BAD .*
C: i FILTER SIEVE SCRIPT "discard;" NONSENSE
S~ i BAD .*
C: j FILTER SIEVE ELSE x ALL
S~ j BAD .*
C: k FILTER PROCMAIL x ALL
S~ k BAD .*
C: l FILTER
S~ l BAD .*
# 3.3: what fails with one message leaves that as it is
C: m UID FILTER SIEVE SCRIPT {72}
I: require "reject";\r\nreject "a"; if header "subject" "one" {reject "b";}\r\n ALL
S~ \* 1 FILTERED \(TAG "m"\) UID 1 ERRORS .*
S~ m OK .*
C: n EXAMINE INBOX
U~ \* 1 EXISTS
S~ n OK .*
C: o FILTER SIEVE SCRIPT "discard;" ALL
S~ o NO .*
C: p FETCH 1 (FLAGS)
S~ \* 1 FETCH \(FLAGS \((?!.*Deleted).*\)\)
S~ p OK .*
