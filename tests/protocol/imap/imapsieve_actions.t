# RFC 6785 3: what actions do with a message that lies in a mailbox
P<< away
require ["imapsieve", "fileinto"];
fileinto "Else";
>>
P<< copy
require ["imapsieve", "fileinto", "copy", "editheader"];
addheader "X-New" "yes";
fileinto :copy "Else";
>>
P<< drop
require "imapsieve";
discard;
>>
P<< nowhere
require ["imapsieve", "fileinto"];
fileinto "None";
>>
P<< envelope
require ["imapsieve", "envelope"];
if not envelope "to" "x" { discard; }
>>
L:
C: a CREATE Box
S~ a OK .*
C: b CREATE Else
S~ b OK .*
# 3.3, 2.2.4: \Deleted, and no event of it; a fileinto is none either
C: c SETMETADATA Else (/shared/imapsieve/script "drop")
S~ c OK .*
C: d SETMETADATA Box (/shared/imapsieve/script "away")
S~ d OK .*
C: e APPEND Box {2+}\r\na\n
S~ e OK .*
C: f STATUS Else (MESSAGES DELETED)
S: * STATUS Else (MESSAGES 1 DELETED 0)
S~ f OK .*
C: g STATUS Box (MESSAGES DELETED)
S: * STATUS Box (MESSAGES 1 DELETED 1)
S~ g OK .*
# 3.1, 3.7: what is changed goes with the copy, the message stays as it came
C: h SETMETADATA Box (/shared/imapsieve/script "copy")
S~ h OK .*
C: i APPEND Box {12+}\r\nA: b\r\n\r\nc\r\n
S~ i OK .*
C: j STATUS Box (MESSAGES DELETED)
S: * STATUS Box (MESSAGES 2 DELETED 1)
S~ j OK .*
C: k SELECT Box
U~ \* 2 EXISTS
S~ k OK .*
C: l FETCH 2 BODY.PEEK[HEADER]
S: * 2 FETCH (BODY[HEADER] {8}\r\nA: b\r\n\r\n)
S~ l OK .*
C: m SELECT Else
U~ \* 2 EXISTS
S~ m OK .*
C: n FETCH 2 BODY.PEEK[HEADER]
S~ \* 2 FETCH \(BODY\[HEADER\] \{20\}\r\nX-New: yes\r\nA: b\r\n\r\n\)
S~ n OK .*
# 3.5
C: o SETMETADATA Box (/shared/imapsieve/script "drop")
S~ o OK .*
C: p APPEND Box {2+}\r\na\n
S~ p OK .*
C: q STATUS Box (MESSAGES DELETED)
S: * STATUS Box (MESSAGES 3 DELETED 2)
S~ q OK .*
# 2.2: what can't be done leaves the message
C: r SETMETADATA Box (/shared/imapsieve/script "nowhere")
S~ r OK .*
C: s APPEND Box {2+}\r\na\n
S~ s OK .*
# 4.6: there is no envelope
C: t SETMETADATA Box (/shared/imapsieve/script "envelope")
S~ t OK .*
C: u APPEND Box {2+}\r\na\n
S~ u OK .*
C: v STATUS Box (MESSAGES DELETED)
S: * STATUS Box (MESSAGES 5 DELETED 2)
S~ v OK .*
C: w STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S~ w OK .*
