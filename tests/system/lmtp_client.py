# SPDX-License-Identifier: MIT
"""An LMTP client that says what it is told and reads whole replies, and what
lies in a Maildir afterwards."""
import re
import socket
import ssl


class Lmtp:
    def __init__(self, server, port=None, source=None, greet=True):
        if port:
            self.sock = socket.create_connection(
                ("127.0.0.1", port), 60, (source, 0) if source else None)
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(60)
            self.sock.connect(str(server.dir / "run" / "lmtp"))
        self.file = self.sock.makefile("rb")
        self.greeting = self.reply()
        if greet:
            assert self.greeting.startswith("220 "), self.greeting
            self.extensions = self.say("LHLO client.example.org")

    def words(self):
        """The names of the extensions."""
        return {line[4:].split()[0] for line in self.extensions.split("\n")[1:]}

    def reply(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError(lines)
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                return "\n".join(lines)

    def send(self, data):
        self.sock.sendall(data if isinstance(data, bytes) else data.encode())

    def say(self, line):
        self.send(line + "\r\n")
        return self.reply()

    def start_tls(self, cafile):
        assert self.say("STARTTLS").startswith("220 ")
        context = ssl.create_default_context(cafile=cafile)
        context.check_hostname = False
        self.sock = context.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")

    def begin(self, *recipients, sender="s@example.net", more=""):
        answer = self.say(f"MAIL FROM:<{sender}>{more}")
        assert answer.startswith("250 "), answer
        return [self.say(f"RCPT TO:<{r}>") for r in recipients]

    def data(self, message, count=1):
        assert self.say("DATA").startswith("354")
        message = wire(message)
        message = message.replace(b"\r\n.", b"\r\n..")
        if message.startswith(b"."):
            message = b"." + message
        self.send(message + b".\r\n")
        return [self.reply() for _ in range(count)]

    def close(self):
        self.file.close()
        self.sock.close()


def wire(message):
    """With CRLF."""
    if isinstance(message, str):
        message = message.encode()
    return message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def files(server, user, folder=""):
    """The messages of a folder, oldest first."""
    root = server.maildir(user) / folder
    found = [p for d in ("new", "cur") for p in (root / d).glob("*")]
    return sorted(found, key=lambda p: int(re.search(r",U=(\d+)", p.name).group(1)))


def newest(server, user, folder=""):
    return files(server, user, folder)[-1].read_text()
