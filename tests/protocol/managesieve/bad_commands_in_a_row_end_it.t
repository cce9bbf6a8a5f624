L:
C: BOGUS
S: NO "Unknown command."
C: {3}
S: NO "A line is too long, or a literal not of the form {n+}."
C:
S: NO "Malformed command."
C: PUTSCRIPT "x" {5}
S: NO "A line is too long, or a literal not of the form {n+}."
C: NOOP
S: OK "Nothing done."
C: 1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n9\r\n0\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n9
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
S: NO "Unknown command."
C: x
S: NO "Unknown command."
S: BYE "Too many bad commands."
E:
