# RFC 4469: a message of texts and parts of others
A<< INBOX
Subject: old
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

the text
--b
Content-Type: application/x-zip-compressed
Content-Transfer-Encoding: base64

UEsDBA==
--b--
>>
L:
C: a CREATE Drafts
S~ a OK .*
C: b APPEND Drafts (\Draft) CATENATE (URL "/INBOX/;UID=1/;section=HEADER" TEXT {10+}\r\n\r\n--b\r\n\r\nx URL "/INBOX/;UID=1/;SECTION=2.MIME" URL {26+}\r\n/INBOX/;UID=1/;Section=2   TEXT {9}
S~ b NO \[BADURL .*
C: c APPEND Drafts (\Draft) CATENATE (URL "/INBOX/;UID=1/;section=HEADER" TEXT {10+}\r\n--b\r\n\r\nnew TEXT {7+}\r\n\r\n--b\r\n URL "/inbox/;UID=1/;SECTION=2.MIME" URL {24+}\r\n/INBOX/;UID=1/;Section=2 TEXT {9}
I- \r\n--b--\r\n
C: )
S~ c OK \[APPENDUID [1-9]\d* 1\] .*
C: d SELECT Drafts
U~ \* 1 EXISTS
S~ d OK .*
C: e FETCH 1 (FLAGS BODY.PEEK[1] BODY.PEEK[2] BODY.PEEK[HEADER.FIELDS (SUBJECT)])
S~ \* 1 FETCH \(FLAGS \((?=.*\\Draft).*\) BODY\[1\] \{3\}\r\nnew BODY\[2\] \{8\}\r\nUEsDBA== BODY\[HEADER.FIELDS \(SUBJECT\)\] \{16\}\r\nSubject: old\r\n\r\n\)
S~ e OK .*
# relative to the selected mailbox; without a section it is the whole message
C: f APPEND Drafts CATENATE (URL "/;UID=1" TEXT {3+}\r\nend)
U~ \* 2 EXISTS
S~ f OK \[APPENDUID [1-9]\d* 2\] .*
C: g APPEND Drafts CATENATE (URL "/INBOX/;UID=1/;SECTION=1/;PARTIAL=4.4" TEXT {1+}\r\n!)
U~ \* 3 EXISTS
S~ g OK .*
C: h FETCH 3 BODY.PEEK[]
S: * 3 FETCH (BODY[] {5}\r\ntext!)
S~ h OK .*
# RFC 4469 3: no \Seen for what is copied
C: i EXAMINE INBOX
N~ .*\\Seen.*FETCH.*
S~ i OK .*
C: j FETCH 1 FLAGS
N~ .*\\Seen.*
S~ \* 1 FETCH \(FLAGS \(.*\)\)
S~ j OK .*
