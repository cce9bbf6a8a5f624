# RFC 3501 6.4.5 <start.count>: cut at the end, empty beyond it; the answer names the start only
A<< INBOX
Subject: abc

0123456789
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 BODY.PEEK[TEXT]<0.4>
S~ \* 1 FETCH \(BODY\[TEXT\]<0> ("0123"|\{4\}\r\n0123)\)
S~ b OK .*
C: c FETCH 1 BODY.PEEK[TEXT]<8.100>
S: * 1 FETCH (BODY[TEXT]<8> {4}\r\n89\r\n)
S~ c OK .*
C: d FETCH 1 BODY.PEEK[TEXT]<12.1>
S~ \* 1 FETCH \(BODY\[TEXT\]<12> (""|\{0\}\r\n)\)
S~ d OK .*
C: e FETCH 1 BODY.PEEK[TEXT]<1000.1000>
S~ \* 1 FETCH \(BODY\[TEXT\]<1000> (""|\{0\}\r\n)\)
S~ e OK .*
C: f FETCH 1 BODY.PEEK[]<9.3>
S~ \* 1 FETCH \(BODY\[\]<9> ("abc"|\{3\}\r\nabc)\)
S~ f OK .*
C: g FETCH 1 BODY.PEEK[HEADER]<0.7>
S~ \* 1 FETCH \(BODY\[HEADER\]<0> ("Subject"|\{7\}\r\nSubject)\)
S~ g OK .*
C: h FETCH 1 BODY.PEEK[]<0.4294967295>
S: * 1 FETCH (BODY[]<0> {28}\r\nSubject: abc\r\n\r\n0123456789\r\n)
S~ h OK .*
# a partial sets \Seen as well
C: i FETCH 1 BODY[TEXT]<0.1>
U~ \* 1 FETCH \((?=.*FLAGS \(.*\\Seen.*\)).*\)
S~ i OK .*
