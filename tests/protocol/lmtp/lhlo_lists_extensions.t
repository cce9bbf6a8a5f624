# RFC 2033 4.1, 5: LHLO in place of EHLO; PIPELINING and ENHANCEDSTATUSCODES are a must, 8BITMIME a should
C: LHLO client.example.org
U~ 250-\S+.*
U~ 250[- ]PIPELINING
U~ 250[- ]ENHANCEDSTATUSCODES
U~ 250[- ]8BITMIME
U~ 250[- ]BINARYMIME
U~ 250[- ]SIZE( \d+)?
S~ 250 .*
C: lhlo client.example.org
U~ 250-.*
S~ 250 .*
