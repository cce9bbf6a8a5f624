# RFC 3501 6.4.4: strings in the charset named: ISO-2022-JP, UTF-8, ISO-8859-1; BADCHARSET lists what there is
M<<
Subject: =?UTF-8?B?5paH5bqr44Gu5pys?=
From: =?UTF-8?B?5bGx55Sw?= <yamada@example.org>

nothing
>>
M<<
Subject: =?ISO-8859-1?Q?caf=E9?= au lait

nothing
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b1 SEARCH CHARSET ISO-2022-JP SUBJECT {10}
I: \x1b$BJ88K\x1b(B
S: * SEARCH 1
S~ b1 OK .*
# quoted: what is between is ASCII
C: b2 UID SEARCH CHARSET iso-2022-jp SUBJECT "\x1b$BJ88K\x1b(B"
S: * SEARCH 1
S~ b2 OK .*
C: b3 SEARCH CHARSET "UTF-8" FROM {6}
I: \xe5\xb1\xb1\xe7\x94\xb0
S: * SEARCH 1
S~ b3 OK .*
C: b4 SEARCH CHARSET utf-8 OR FROM {6}
I- \xe5\xb1\xb1\xe7\x94\xb0
C-  SUBJECT {5}\r\n
I: caf\xc3\xa9
S: * SEARCH 1 2
S~ b4 OK .*
C: b5 SEARCH CHARSET ISO-8859-1 SUBJECT {4}
I: caf\xe9
S: * SEARCH 2
S~ b5 OK .*
C: b6 SEARCH CHARSET US-ASCII SUBJECT lait
S: * SEARCH 2
S~ b6 OK .*
# half a character is not a string of that charset, and finds nothing
C: b7 SEARCH CHARSET UTF-8 SUBJECT {2}
I: \xe5\xb1
U~ b7 (NO|BAD|OK) .*
C: b8 NOOP
S~ b8 OK .*
C: c1 SEARCH CHARSET X-NONE SUBJECT {4}
I: abcd
S~ c1 NO \[BADCHARSET \((?=.*US-ASCII)(?=.*UTF-8).*\)\] .*
C: c2 SORT (SUBJECT) X-NONE SUBJECT {4+}\r\nabcd
S~ c2 NO \[BADCHARSET .*
C: c3 THREAD REFS "UTF-8" SUBJECT {5+}\r\ncaf\xc3\xa9
S: * THREAD (2)
S~ c3 OK .*
# a refused one leaves the connection in step
C: d NOOP
S~ d OK .*
