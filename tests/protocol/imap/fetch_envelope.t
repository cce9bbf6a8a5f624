# RFC 3501 7.4.2 ENVELOPE: date subject from sender reply-to to cc bcc in-reply-to message-id
A<< INBOX
Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
From: Terry Gray <gray@cac.washington.edu>
Subject: IMAP4rev1 WG mtg summary and minutes
To: imap@cac.washington.edu
cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>
Message-Id: <B27397-0100000@cac.washington.edu>

x
>>
L:
C: a SELECT INBOX
U~ \* 1 EXISTS
S~ a OK .*
C: b FETCH 1 ENVELOPE
S~ \* 1 FETCH \(ENVELOPE \("Wed, 17 Jul 1996 02:23:25 -0700 \(PDT\)" "IMAP4rev1 WG mtg summary and minutes" \(\("Terry Gray" NIL "gray" "cac\.washington\.edu"\)\) \(\("Terry Gray" NIL "gray" "cac\.washington\.edu"\)\) \(\("Terry Gray" NIL "gray" "cac\.washington\.edu"\)\) \(\(NIL NIL "imap" "cac\.washington\.edu"\)\) \(\(NIL NIL "minutes" "CNRI\.Reston\.VA\.US"\)\("John Klensin" NIL "KLENSIN" "MIT\.EDU"\)\) NIL NIL "<B27397-0100000@cac\.washington\.edu>"\)\)
S~ b OK .*
