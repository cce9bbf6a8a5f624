# RFC 5267 4.2, 4.3: CONTEXT is a hint; updates go on in IDLE, end with CLOSE; several at once
M: one
M: two
L:
L2:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: A00 SEARCH RETURN (CONTEXT) ALL
S~ (\* ESEARCH \(TAG "A00"\).*|A00 OK .*)
C: n NOOP
U~ .* OK .*
S~ n OK .*
C: A01 UID SEARCH RETURN (CONTEXT PARTIAL 1:1) UNDELETED UNKEYWORD $Junk
S: * ESEARCH (TAG "A01") UID PARTIAL (1:1 1)
S~ A01 OK .*
C: A02 UID SEARCH RETURN (CONTEXT COUNT UPDATE) UNDELETED UNKEYWORD $Junk
S: * ESEARCH (TAG "A02") UID COUNT 2
S~ A02 OK .*
C2: a SELECT INBOX
U2~ \* 2 EXISTS
S2~ a OK .*
C: i IDLE
S~ \+.*
C2: b STORE 2 +FLAGS.SILENT ($Junk)
U2~ \* FLAGS .*
S2~ b OK .*
U~ \* 2 FETCH .*
S: * ESEARCH (TAG "A02") UID REMOVEFROM (0 2)
C2: c STORE 2 -FLAGS.SILENT ($Junk)
S2~ c OK .*
U~ \* 2 FETCH .*
S: * ESEARCH (TAG "A02") UID ADDTO (0 2)
M: three
U~ \* 3 EXISTS
S: * ESEARCH (TAG "A02") UID ADDTO (0 3)
C: DONE
S~ i OK .*
# a change that leaves it in, or out, is not told
C2: d STORE 1 +FLAGS.SILENT (\Flagged)
U2~ .*
S2~ d OK .*
C: b NOOP
U~ \* 1 FETCH .*
N~ \* ESEARCH .*
S~ b OK .*
C: c CLOSE
S~ c OK .*
C: d CANCELUPDATE "A02"
S~ d BAD .*
C: e SELECT INBOX
U~ \* 3 EXISTS
S~ e OK .*
C2: e STORE 2 +FLAGS.SILENT ($Junk)
S2~ e OK .*
C: f NOOP
N~ \* ESEARCH .*
S~ f OK .*
# a search that failed has nothing to update
C: A03 SEARCH RETURN (UPDATE) CHARSET X-NONE SUBJECT x
S~ A03 NO .*
C: A03 SEARCH RETURN (UPDATE COUNT) ALL
S: * ESEARCH (TAG "A03") COUNT 3
S~ A03 OK .*
C: g CANCELUPDATE A03
S~ g (OK|BAD) .*
