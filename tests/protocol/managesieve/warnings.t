# RFC 5804 1.3, 2.6, 2.8, 2.12: OK (WARNINGS), with the lines
L:
C: CHECKSCRIPT "if exists \"no field\" { discard; }"
S: OK (WARNINGS) "line 1: 'no field' is no header field"
C: PUTSCRIPT "odd" "if exists \"no field\" { discard; }"
S: OK (WARNINGS) "line 1: 'no field' is no header field"
# it is stored, and can be the active one
C: GETSCRIPT "odd"
S: {33}\r\nif exists "no field" { discard; }
S: OK "Here it is."
C: SETACTIVE "odd"
S: OK (WARNINGS) "line 1: 'no field' is no header field"
C: LISTSCRIPTS
S: "odd" ACTIVE
S: OK "Scripts listed."
C: SETACTIVE ""
S: OK "No script is active."
# as many as the site wants to tell
C: CHECKSCRIPT {298+}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}\r\nif exists "no field" {}
S: OK (WARNINGS) {402}\r\nline 1: 'no field' is no header field\r\nline 2: 'no field' is no header field\r\nline 3: 'no field' is no header field\r\nline 4: 'no field' is no header field\r\nline 5: 'no field' is no header field\r\nline 6: 'no field' is no header field\r\nline 7: 'no field' is no header field\r\nline 8: 'no field' is no header field\r\nline 9: 'no field' is no header field\r\nline 10: 'no field' is no header field\r\nand 2 more.
# where there are errors only these are told
C: CHECKSCRIPT {29+}\r\nif exists "no field" {}\r\nfoo;
S: NO "line 2: there is no command 'foo'"
