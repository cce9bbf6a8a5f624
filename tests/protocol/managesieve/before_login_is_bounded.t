# commands that want a login; a literal that must wait; too many of such
C: LISTSCRIPTS
S: NO "Unknown command, or one for which you must log in first."
C: NOOP {3}
S: NO "A literal must be of the form {n+}."
C: UNAUTHENTICATE
S~ NO "Unknown command.*
S: BYE "Too many bad commands."
E:
C2: NOOP {100000+}
S2: BYE "The command is too long."
E2:
C3:
S3: NO "Malformed command."
C3: LOGOUT x
S3: NO "LOGOUT has no arguments."
C3: logout
S3: OK "Logged out."
E3:
