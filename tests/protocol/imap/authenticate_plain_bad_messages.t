# RFC 4616 2: two NULs, a name, a password
C: a AUTHENTICATE PLAIN $base64{$user}
S~ a (NO|BAD) .*
C: b AUTHENTICATE PLAIN $base64{\x00$user}
S~ b (NO|BAD) .*
C2: a AUTHENTICATE PLAIN $base64{\x00\x00$password}
S2~ a (NO|BAD) .*
C2: b AUTHENTICATE PLAIN $base64{\x00$user\x00}
S2~ b (NO|BAD) .*
C3: a AUTHENTICATE PLAIN $base64{\x00$user\x00$password\x00more}
S3~ a (NO|BAD) .*
C3: b NOOP
S3~ b OK .*
