# RFC 5804 2.13
C: NOOP
S: OK "Nothing done."
C: NOOP "STARTTLS-SYNC-42"
S: OK (TAG "STARTTLS-SYNC-42") "Done."
C- NOOP {3+}\r\na"b
C:
S: OK (TAG "a\"b") "Done."
C: NOOP a
S: NO "NOOP wants a string or nothing."
L2:
C2: Noop
S2: OK "Nothing done."
C2: NOOP "x y"
S2: OK (TAG "x y") "Done."
C2: NOOP {4+}\r\na\r\nb
S2: OK (TAG {4}\r\na\r\nb) "Done."
C2: NOOP "a" "b"
S2: NO "NOOP wants a string or nothing."
