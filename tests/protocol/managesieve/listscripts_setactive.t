# RFC 5804 2.7, 2.8
L:
C: PUTSCRIPT "summer_script" "keep;"
S: OK "Stored."
C- PUTSCRIPT {13+}\r\nclever"script
C:  "keep;"
S: OK "Stored."
C: PUTSCRIPT "main_script" "keep;"
S: OK "Stored."
C: Setactive "main_script"
S: OK "It is active."
C: Listscripts
S: "clever\"script"
S: "main_script" ACTIVE
S: "summer_script"
S: OK "Scripts listed."
C: Setactive "summer_script"
S: OK "It is active."
C: LISTSCRIPTS
S: "clever\"script"
S: "main_script"
S: "summer_script" ACTIVE
S: OK "Scripts listed."
C: Setactive "baz"
S: NO (NONEXISTENT) "There is no such script."
C: Setactive ""
S: OK "No script is active."
C: Setactive ""
S: OK "No script is active."
C: LISTSCRIPTS
S: "clever\"script"
S: "main_script"
S: "summer_script"
S: OK "Scripts listed."
C: SETACTIVE
S: NO "Malformed arguments."
C: LISTSCRIPTS ""
S: NO "Malformed arguments."
