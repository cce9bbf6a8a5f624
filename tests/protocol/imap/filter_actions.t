# draft-bosch-imap-filter-sieve-00 4: flags, fileinto, what is answered at delivery is passed over
M: one
L:
C: a CREATE Else
S~ a OK .*
C: b SELECT INBOX
U~ \* 1 EXISTS
S~ b OK .*
# 4.7: the flags begin with those that the message has
C: c STORE 1 +FLAGS.SILENT (\Seen Old)
U~ \* FLAGS .*
S~ c OK .*
C: d FILTER SIEVE SCRIPT {84}
I: require "imap4flags";\r\nif hasflag "Old" { addflag "\\Flagged"; removeflag "Old"; }\r\n ALL
S: * 1 FILTERED (TAG "d") OK
U~ \* 1 FETCH \(FLAGS \(\\Flagged \\Seen.*\)\)
S~ d OK .*
# 4.2: :copy leaves the message
C: e FILTER SIEVE SCRIPT {55}
I: require ["fileinto", "copy"];\r\nfileinto :copy "Else";\r\n ALL
S: * 1 FILTERED (TAG "e") OK
N~ \* 1 FETCH .*
S~ e OK .*
C: f STATUS Else (MESSAGES)
S: * STATUS Else (MESSAGES 1)
S~ f OK .*
# 4.10: no message is rejected, nobody is answered; it stays
C: g FILTER SIEVE SCRIPT {31}
I: require "reject";\r\nreject "no"; ALL
N~ \* 1 F.*
S~ g OK .*
# 6.1, 5: location and phase; there is an envelope
C: h FILTER SIEVE SCRIPT {162}
I: require ["environment", "envelope"]; if allof (environment "location" "MS", environment "phase" "post", envelope :domain "to" "example.org") { } else { discard; } ALL
N~ \* 1 F.*
S~ h OK .*
# 4.9
C: i FILTER SIEVE SCRIPT {21}
I: require "imapsieve";  ALL
S~ \* FILTER \(TAG "i"\) ERRORS .*imapsieve.*
S~ i NO .*
# 3.2: \Deleted, where the implicit keep is cancelled
C: j UID FILTER SIEVE SCRIPT {39}
I: require "fileinto";\r\nfileinto "Else";\r\n UID 1
S: * 1 FILTERED (TAG "j") UID 1 OK
U~ \* 1 FETCH \(.*\\Deleted.*\)
S~ j OK .*
C: k STATUS Else (MESSAGES)
S: * STATUS Else (MESSAGES 2)
S~ k OK .*
