# three bad commands are the preset
C: a SELECT INBOX
S~ a BAD .*
C: 
S~ \* BAD .*
C: \x00
S~ \* BAD .*
S~ \* BYE .*
E:
# refused before it comes, or not let in
C2: a APPEND INBOX {10}
S2~ a BAD .*
C2: b LOGIN {100000}
S2~ b NO \[TOOBIG\] .*
C2: c LOGIN {100000+}
S2~ \* BYE .*
E2:
C3: a ID ("name" "test" "version" NIL)
S3~ \* ID \("name" .*\)
S3~ a OK .*
C3: b ID NIL\r\nc CAPABILITY\r\nd NOOP
S3~ \* ID .*
S3~ b OK .*
S3~ \* CAPABILITY .*
S3~ c OK .*
S3~ d OK .*
