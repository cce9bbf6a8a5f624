# RFC 5804 2.6, 2.12
L:
C: Putscript "mysievescript" {9+}\r\n# fine.\r\n
S: OK "Stored."
C: LISTSCRIPTS
S: "mysievescript"
S: OK "Scripts listed."
C: GETSCRIPT "mysievescript"
S: {9}\r\n# fine.\r\n
S: OK "Here it is."
# the line of the first error is told, and nothing stored
C: Putscript "foo" {31+}\r\n#comment\r\nInvalidSieveCommand\r\n
S~ NO (")?(\{\d+\}\r\n)?line [23]: .*
C: GETSCRIPT "foo"
S: NO (NONEXISTENT) "There is no such script."
C: CheckScript {31+}\r\n#comment\r\nInvalidSieveCommand\r\n
S~ NO (")?(\{\d+\}\r\n)?line [23]: .*
# the old one stays
C: Putscript "mysievescript" {4+}\r\nfoo;
S~ NO (")?(\{\d+\}\r\n)?line 1: .*
C: GETSCRIPT "mysievescript"
S: {9}\r\n# fine.\r\n
S: OK "Here it is."
C: PUTSCRIPT "empty" ""
S: NO "The script is empty."
C: CHECKSCRIPT "keep;"
S: OK "The script is good."
C: CHECKSCRIPT "require \"no-such-extension\";"
S~ NO (")?(\{\d+\}\r\n)?line 1: .*
C: LISTSCRIPTS
S: "mysievescript"
S: OK "Scripts listed."
C: PUTSCRIPT "x"
S: NO "Malformed arguments."
C: PUTSCRIPT "x" keep
S: NO "Malformed arguments."
C: PUTSCRIPT "x" "keep;" "more"
S: NO "Malformed arguments."
C: CHECKSCRIPT
S: NO "Malformed arguments."
