# RFC 3501 6.4.4
M<<
From: Alice Example <alice@example.org>
To: bob@example.org
Cc: carol@example.org
Subject: =?ISO-8859-1?Q?Gr=FC=DFe?= aus Kyoto
Date: Thu, 1 Jan 2026 23:30:00 -0500
Message-ID: <one@example.org>

The first body.
>>
M<<
From: dave@example.org
To: bob@example.org
Subject: second
Date: Fri, 2 Jan 2026 10:00:00 +0000
X-Odd: something

Zwei.
>>
L:
C: a SELECT INBOX
U~ \* 2 EXISTS
S~ a OK .*
C: b SEARCH FROM alice
S: * SEARCH 1
S~ b OK .*
C: c SEARCH CHARSET UTF-8 SUBJECT {9+}
C: gr\xc3\xbc\xc3\x9fe a
S: * SEARCH 1
S~ c OK .*
C: d SEARCH CHARSET ISO-8859-1 SUBJECT {2+}
C: \xfc\xdf
S: * SEARCH 1
S~ d OK .*
C: e SEARCH CHARSET X-NONE ALL
S~ e NO \[BADCHARSET .*\] .*
C: f SEARCH BODY zwei
S: * SEARCH 2
S~ f OK .*
C: g SEARCH TEXT "<one@"
S: * SEARCH 1
S~ g OK .*
C: h SEARCH SENTON 1-Jan-2026
S: * SEARCH 1
S~ h OK .*
C: i SEARCH SENTSINCE 2-Jan-2026
S: * SEARCH 2
S~ i OK .*
C: j SEARCH HEADER X-Odd "" NOT HEADER X-Odd nothing
S: * SEARCH 2
S~ j OK .*
C: k SEARCH OR CC carol (TO bob SUBJECT second)
S: * SEARCH 1 2
S~ k OK .*
C: l SEARCH LARGER 100000
S: * SEARCH
S~ l OK .*
C: m STORE 2 +FLAGS.SILENT (\Answered $Work)
U~ \* FLAGS .*\$Work.*
S~ m OK .*
C: n SEARCH KEYWORD $WORK ANSWERED UNDELETED UNSEEN UNDRAFT UNFLAGGED
S: * SEARCH 2
S~ n OK .*
C: o SEARCH 1:* UID 2
S: * SEARCH 2
S~ o OK .*
C: p UID SEARCH UNKEYWORD $Work UNANSWERED BEFORE 1-Jan-2100 SINCE 1-Jan-2020
S: * SEARCH 1
S~ p OK .*
C: q SEARCH
S~ q BAD .*
C: r SEARCH NOT
S~ r BAD .*
