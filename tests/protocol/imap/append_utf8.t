# RFC 6855 4: a message with UTF-8 in its header comes as UTF8 (~{n}); 3: no charset in SEARCH
L:
C: a CAPABILITY
S~ \* CAPABILITY .* UTF8=ACCEPT.*
S~ a OK .*
C: b ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S~ b OK .*
C: c APPEND INBOX (\Seen) UTF8 (~{22+}
C- Subject: \xe6\x97\xa5\xe6\x9c\xac\r\n\r\nx\r\n
C: )
S~ c OK \[APPENDUID .*
C: d SELECT INBOX
U~ \* 1 EXISTS
S~ d OK .*
C: e SEARCH SUBJECT "\xe6\x97\xa5\xe6\x9c\xac"
S: * SEARCH 1
S~ e OK .*
C: f SEARCH CHARSET UTF-8 SUBJECT "\xe6\x97\xa5"
S~ f BAD .*
