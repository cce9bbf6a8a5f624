# RFC 2033 4.1: HELO and EHLO are refused with 500; RFC 5321 4.1.1.1: LHLO has one argument
C: EHLO client.example.org
S~ 5\d\d .*
C: HELO client.example.org
S~ 5\d\d .*
C: LHLO
S~ 5\d\d .*
C: LHLO [127.0.0.1]
U~ 250-.*
S~ 250 .*
C: NOOP
S~ 250 .*
