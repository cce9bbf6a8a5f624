L:
L2:
C: PUTSCRIPT "a" "keep;"
S: OK "Stored."
C2: SETACTIVE "a"
S2: OK "It is active."
C: LISTSCRIPTS
S: "a" ACTIVE
S: OK "Scripts listed."
C: DELETESCRIPT "a"
S: NO (ACTIVE) "The script is active."
C2: RENAMESCRIPT "a" "b"
S2: OK "Renamed."
C: DELETESCRIPT "b"
S: NO (ACTIVE) "The script is active."
