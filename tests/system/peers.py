# SPDX-License-Identifier: MIT
"""LMTP and IMAP clients that leave nothing to a library."""
import re
import socket


class Refused(Exception):
    """The answer, or that there is none."""


class Lmtp:
    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(path))
        self.file = self.sock.makefile("rb")
        self.answer()
        self.command("LHLO power.example.org")

    def answer(self):
        while True:
            line = self.file.readline()
            if not line:
                raise Refused(None)
            if line[3:4] != b"-":
                return line

    def command(self, text):
        self.sock.sendall(text.encode() + b"\r\n")
        got = self.answer()
        if got[:1] not in b"23":
            raise Refused(got)
        return got

    def deliver(self, message, users):
        """The answers, one for each user."""
        self.command("MAIL FROM:<bob@example.org>")
        for user in users:
            self.command(f"RCPT TO:<{user}>")
        self.command("DATA")
        self.sock.sendall(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
        for _ in users:
            yield self.answer()

    def close(self):
        self.file.close()
        self.sock.close()


class Imap:
    def __init__(self, port, user, password):
        self.sock = socket.create_connection(("127.0.0.1", port), 30)
        self.file = self.sock.makefile("rb")
        self.file.readline()
        self.command(f'LOGIN "{user}" "{password}"')

    def line(self):
        """One answer with its literals."""
        whole = self.file.readline()
        if not whole:
            raise Refused(None)
        while (size := re.search(rb"\{(\d+)\}\r\n\Z", whole)):
            whole += self.file.read(int(size.group(1))) + self.file.readline()
        return whole

    def send(self, text, literal=None):
        if literal is not None:
            text += f" {{{len(literal)}+}}\r\n"
            self.sock.sendall(text.encode() + literal + b"\r\n")
        else:
            self.sock.sendall(text.encode() + b"\r\n")

    def command(self, text, literal=None):
        """(the text after OK, the untagged answers)"""
        answer, untagged = self.attempt(text, literal)
        if not answer.startswith(b"OK"):
            raise Refused(answer)
        return answer, untagged

    def attempt(self, text, literal=None):
        self.send("t " + text, literal)
        untagged = []
        while True:
            line = self.line()
            if line.startswith(b"t "):
                return line[2:].rstrip(), untagged
            untagged.append(line)

    def select(self, mailbox, command="SELECT"):
        """{"UIDVALIDITY": …, "UIDNEXT": …, "HIGHESTMODSEQ": …}"""
        _, untagged = self.command(f'{command} "{mailbox}"')
        return {name.decode(): int(value) for name, value in
                re.findall(rb"\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d+)\]", b"".join(untagged))}

    def fetch(self, uids, what):
        """[(uid, the whole answer)]"""
        _, untagged = self.command(f"UID FETCH {uids} ({what})")
        return [(int(re.search(rb"\bUID (\d+)", line).group(1)), line) for line in untagged
                if re.match(rb"\* \d+ FETCH .*\bUID \d+", line, re.DOTALL)]

    def mailboxes(self):
        _, untagged = self.command('LIST "" "*"')
        return {re.search(rb'(?:"([^"]*)"|(\S+))\r\n\Z', line).group(1, 2) for line in untagged
                if line.startswith(b"* LIST") and b"\\Noselect" not in line}

    def close(self):
        self.file.close()
        self.sock.close()


def flags_of(answer):
    return frozenset(re.search(rb"FLAGS \(([^)]*)\)", answer).group(1).decode().split()) - {"\\Recent"}


def literal_of(answer):
    size = re.search(rb"\{(\d+)\}\r\n", answer)
    return answer[size.end():size.end() + int(size.group(1))]
