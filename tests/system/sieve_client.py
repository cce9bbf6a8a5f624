# SPDX-License-Identifier: MIT
"""A ManageSieve client that shows each answer as it came."""
import base64
import re
import socket


class Answer:
    """lines: data before the response, each (first string, rest of the line)."""

    def __init__(self, lines, last):
        self.lines, self.last = lines, last
        self.ok = last.startswith(b"OK")
        code = re.match(rb"(?:OK|NO|BYE) \(([^)]*)\)", last)
        self.code = code.group(1).decode() if code else None

    def __repr__(self):
        return f"{self.lines} {self.last}"


class SieveClient:
    def __init__(self, port, context=None, timeout=60, address="127.0.0.1"):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout,
                                             source_address=(address, 0))
        self.file = self.sock.makefile("rb")
        self.capabilities = self.read_capabilities()
        if context:
            assert self.command("STARTTLS").ok
            self.sock = context.wrap_socket(self.sock)
            self.file = self.sock.makefile("rb")
            self.capabilities = self.read_capabilities()

    def line(self):
        """One line with its literals."""
        text = self.file.readline()
        assert text, "the server ended the connection"
        while size := re.search(rb"\{(\d+)\}\r\n$", text):
            text += self.file.read(int(size.group(1))) + self.file.readline()
        return text.removesuffix(b"\r\n")

    def answer(self):
        lines = []
        while not re.match(rb"(OK|NO|BYE)\b", line := self.line()):
            lines.append(line)
        return Answer(lines, line)

    def send(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode())

    def command(self, text):
        self.send(text)
        self.send("\r\n")
        return self.answer()

    def put(self, name, script, verb="PUTSCRIPT"):
        script = script.encode()
        return self.command(b'%s "%s" {%d+}\r\n%s' % (verb.encode(), name.encode(), len(script),
                                                      script))

    def read_capabilities(self):
        answer = self.answer()
        assert answer.ok, answer
        return self.parse(answer)

    @staticmethod
    def parse(answer):
        found = {}
        for line in answer.lines:
            name, value = re.fullmatch(rb'"([^"]*)"(?: "(.*)")?', line).groups()
            assert name not in found
            found[name.decode()] = value.decode() if value is not None else None
        return found

    def authenticate(self, mechanism, respond, initial=False):
        """respond: challenge to answer. The last Answer."""
        text = f'AUTHENTICATE "{mechanism}"'
        if initial:
            text += f' "{base64.b64encode(respond(b"")).decode()}"'
        self.send(text + "\r\n")
        while not re.match(rb"(OK|NO|BYE)\b", line := self.line()):
            challenge = re.fullmatch(rb'"(.*)"|\{\d+\}\r\n(.*)', line)
            answer = respond(base64.b64decode(challenge.group(1) or challenge.group(2) or b""))
            self.send(b'"' + base64.b64encode(answer) + b'"\r\n')
        answer = Answer([], line)
        if final := re.match(rb'OK \(SASL "(.*?)"\)', line):
            respond(base64.b64decode(final.group(1)))
        return answer

    def login(self, user, password):
        answer = self.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode(), True)
        assert answer.ok, answer
        return self

    def scripts(self):
        """{name: is it active}"""
        answer = self.command("LISTSCRIPTS")
        assert answer.ok
        return {line.decode().split('"')[1]: line.endswith(b" ACTIVE") for line in answer.lines}

    def close(self):
        self.sock.close()
