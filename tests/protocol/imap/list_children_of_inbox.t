# RFC 3501 5.1: "inbox.x" is below INBOX
L:
C: a CREATE INBOX.sub
S~ a OK .*
C: b LIST "" INBOX.%
S~ \* LIST \(.*\) "\." "?INBOX\.sub"?
S~ b OK .*
C: c LIST "" INBOX
S~ \* LIST \((?=.*\\HasChildren).*\) "\." "?INBOX"?
S~ c OK .*
C: d APPEND INBOX.sub {4+}\r\na: b
S~ d OK .*
C: e DELETE INBOX.sub
S~ e OK .*
C: f LIST "" INBOX*
S~ \* LIST \((?!.*\\HasChildren).*\) "\." "?INBOX"?
S~ f OK .*
