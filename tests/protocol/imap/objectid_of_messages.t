# RFC 8474 5, 6: of content and date; an answer is in the thread of what it answers
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Message-ID: <1@example.org>
Subject: one

x
>>
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Message-ID: <2@example.org>
References: <1@example.org> <0@example.org>
Subject: two

x
>>
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Subject: three

x
>>
A<< INBOX "10-Mar-2021 12:00:00 +0000"
Message-ID: <1@example.org>
Subject: one

x
>>
L:
C: a SELECT INBOX
U~ \* 4 EXISTS
S~ a OK .*
C: b FETCH 1:4 (EMAILID THREADID)
S: * 1 FETCH (EMAILID (M4d6779756fd5fd1658aa2cd1ec4c57506048b4c0) THREADID (Tab223c0e8cc3e83539a288e3459eb635))
S: * 2 FETCH (EMAILID (M351bba12265a2cde446b60487b5eeac46048b4c0) THREADID (Tab223c0e8cc3e83539a288e3459eb635))
S: * 3 FETCH (EMAILID (Ma755a534aa8514e5f18e2e7ddd3a8bcc6048b4c0) THREADID (Ta755a534aa8514e5f18e2e7ddd3a8bcc))
S: * 4 FETCH (EMAILID (M4d6779756fd5fd1658aa2cd1ec4c57506048b4c0) THREADID (Tab223c0e8cc3e83539a288e3459eb635))
S~ b OK .*
C: c SEARCH EMAILID M4d6779756fd5fd1658aa2cd1ec4c57506048b4c0
S: * SEARCH 1 4
S~ c OK .*
C: d UID SEARCH THREADID Tab223c0e8cc3e83539a288e3459eb635 NOT UID 2
S: * SEARCH 1 4
S~ d OK .*
C: e SEARCH EMAILID Tab223c0e8cc3e83539a288e3459eb635
S: * SEARCH
S~ e OK .*
C: f SEARCH OR EMAILID Ma755a534aa8514e5f18e2e7ddd3a8bcc6048b4c0 THREADID nothing
S: * SEARCH 3
S~ f OK .*
C: g SEARCH EMAILID
S~ g BAD .*
C: h SEARCH THREADID (x)
S~ h BAD .*
# the same in another mailbox
C: i CREATE x
S~ i OK .*
C: j COPY 2 x
S~ j OK .*
C: k MOVE 1 x
U~ \* 1 EXPUNGE
S~ k OK .*
C: l SELECT x
U~ \* 2 EXISTS
S~ l OK .*
C: m FETCH 1:2 (EMAILID THREADID)
S: * 1 FETCH (EMAILID (M351bba12265a2cde446b60487b5eeac46048b4c0) THREADID (Tab223c0e8cc3e83539a288e3459eb635))
S: * 2 FETCH (EMAILID (M4d6779756fd5fd1658aa2cd1ec4c57506048b4c0) THREADID (Tab223c0e8cc3e83539a288e3459eb635))
S~ m OK .*
