# RFC 5804 2.5
L:
C: HAVESPACE "myscript" 9999999
S: NO (QUOTA/MAXSIZE) "The script is too large."
C: HAVESPACE "foobar" 435
S: OK "There is room."
C: HAVESPACE "" 1
S: NO "This is no script name."
C: HAVESPACE "foobar" 4294967296
S: NO "Malformed arguments."
C: HAVESPACE "foobar" "435"
S: NO "Malformed arguments."
C: HAVESPACE "foobar"
S: NO "Malformed arguments."
