# RFC 5321 4.5.3.1.4: 512 octets are taken at least; RFC 5321 4.5.3.1.3: a path of 256; longer ones 500 or 501
C: LHLO c
U~ 250-.*
S~ 250 .*
C: NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
S~ 250 .*
C: MAIL FROM:<a123456789012345678901234567890123456789012345678901234567890123@d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.d123456789.example>
S~ 250 .*
