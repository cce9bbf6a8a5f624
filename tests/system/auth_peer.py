# SPDX-License-Identifier: MIT
"""A client of auth's sockets."""
import base64
import socket


class Peer:
    """A greeted connection to one of auth's sockets."""

    def __init__(self, server, name):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(server.dir / "run" / name))
        self.file = self.socket.makefile("rb")
        last = "DONE" if name == "auth" else "SPID"
        while self.line()[0] != last:
            pass
        self.send("VERSION", 1, 1)
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, *fields):
        self.socket.sendall("\t".join(map(str, fields)).encode() + b"\n")

    def line(self):
        return self.file.readline().decode().rstrip("\n").split("\t")

    def ask(self, user, *fields):
        """The userdb's answer without its number."""
        self.number += 1
        self.send("USER", self.number, user, *fields)
        word, number, *rest = self.line()
        assert number == str(self.number)
        return [word, *rest]

    def login(self, user, password, authorize="", ip="192.0.2.1", service="smtp"):
        """The answer without its number; ["closed"] for temporary trouble."""
        self.number += 1
        token = base64.b64encode(f"{authorize}\0{user}\0{password}".encode()).decode()
        self.send("AUTH", self.number, "PLAIN", "service=" + service, "secured",
                  "nologin", "rip=" + ip, "resp=" + token)
        word, *rest = self.line()
        return [word, *rest[1:]] if word else ["closed"]

    def close(self):
        self.file.close()
        self.socket.close()
