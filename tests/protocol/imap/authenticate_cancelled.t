# RFC 3501 6.2.2: "*" cancels, and the answer is BAD
C: a AUTHENTICATE PLAIN
S~ \+ ?
C: *
S~ a BAD .*
# what is no base64 is BAD too
C: b AUTHENTICATE PLAIN
S~ \+ ?
C: !!!!
S~ b BAD .*
C: c AUTHENTICATE PLAIN AHdyb25nAHdyb25
S~ c BAD .*
