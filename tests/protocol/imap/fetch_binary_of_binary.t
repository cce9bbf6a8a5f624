# RFC 3516 4.3, 6: sizes match, BODY agrees with BODYSTRUCTURE, EXAMINE sets no \\Seen
L:
C: a APPEND INBOX ~{203}
I- Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\x89PNG\r\n\x1a\n\x00\x00\x00\r\n--b--\r\n
C: 
S~ a OK \[APPENDUID [0-9]+ 1\] .*
C: b EXAMINE INBOX
U~ \* 1 EXISTS
S~ b OK .*
C: c FETCH 1 (BINARY.SIZE[2] BINARY[2])
S: * 1 FETCH (BINARY.SIZE[2] 11 BINARY[2] ~{11}\r\n\x89PNG\r\n\x1a\n\x00\x00\x00)
S~ c OK .*
C: d FETCH 1 (BODYSTRUCTURE)
S~ \* 1 FETCH \(BODYSTRUCTURE .*"(?i:image)" "(?i:png)" NIL NIL NIL "(?i:base64)" (?P<size>[0-9]+) .*\)
S~ d OK .*
C: e FETCH 1 (BODY[2])
S~ \* 1 FETCH \(BODY\[2\] \{${size}\}\r\niVBORw0KGgoAAAA=(\r\n)?\)
S~ e OK .*
C: f fetch 1 (binary.peek[2]<4.4> binary.size[1])
S~ \* 1 FETCH \(BINARY\[2\]<4> ~?\{4\}\r\n\r\n\x1a\n BINARY\.SIZE\[1\] 5\)
S~ f OK .*
C: g FETCH 1 (FLAGS)
N~ .*\\Seen.*
S~ \* 1 FETCH \(FLAGS \(.*\)\)
S~ g OK .*
C: h UID FETCH 1 (BINARY.PEEK[2]<0.2>)
S~ \* 1 FETCH \(UID 1 BINARY\[2\]<0> ~?\{2\}\r\n.P\)
S~ h OK .*
