# what stood behind STARTTLS in the clear is never taken for a command under TLS
C- a STARTTLS\r\nevil NOOP\r\n
S~ a OK .*
T:
N~ evil .*
C: b NOOP
S~ b OK .*
