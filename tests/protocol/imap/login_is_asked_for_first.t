# RFC 3501 3: the commands of the authenticated state are refused before it
C: a SELECT INBOX
S~ a (BAD|NO) .*
C: b LIST "" *
S~ b (BAD|NO) .*
C2: c CREATE x
S2~ c (BAD|NO) .*
C2: d STATUS INBOX (MESSAGES)
S2~ d (BAD|NO) .*
C3: e FETCH 1 FLAGS
S3~ e (BAD|NO) .*
C3: f NOOP
S3~ f OK .*
