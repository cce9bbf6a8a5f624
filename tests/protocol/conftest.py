# SPDX-License-Identifier: MIT
"""
Transcripts: each *.t file in imap/, lmtp/, pop3/ or managesieve/ is one test against a
whole server with a fresh user.

    # comment                     (and empty lines)
    M: Subject of a short mail    delivered to INBOX before the next line
    M<<                           a message as it stands, to the line ">>"
    >>
    P<< name                      a Sieve script of that user, to the line ">>"
    >>
    A<< INBOX (\\Seen)            the message, by APPEND with these arguments on a
    >>                            connection of its own: not one byte is added
    C: bytes sent, CRLF added     C- the same without CRLF
    S: the next line, exactly     S~ the next line, as a regular expression
    U~ expression                 among the lines before the next S there is one
                                  that matches (any number of U~, any order);
                                  other lines there are passed over
    N~ expression                 among those lines none matches
    E:                            the server ends the connection here
    C2: S2: …                     the same on a second connection (2 to 9)
    I: text                       what C sends when a literal is asked for: waits
                                  for a line that begins with "+", then sends
    T:                            TLS begins on the connection

What a group (?P<name>…) of S~ or U~ matched is ${name} in later lines.

In all of them $user and $password stand for the account, $local for its name
without the domain (example.org), $other for a second one with the same password,
\\xNN for a byte, \\r \\n for those, $base64{text} for the text in base64. imap/:
connections begin after the greeting; "L:" logs in (L2: …). lmtp/: connections
begin after the greeting too; there L2: opens an IMAP connection and logs in. pop3/:
likewise; "L:" logs in by USER and PASS; 8 and 9 are IMAP connections. managesieve/:
connections begin after the greeting, with its capabilities; "L:" logs in by PLAIN.
"""
import base64
import importlib.util
import pathlib
import re
import socket
import ssl

import pytest

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location(
    "fumikura_system", HERE.parent / "system" / "conftest.py")
system = importlib.util.module_from_spec(spec)
spec.loader.exec_module(system)

_server = None
_count = 0


def server():
    global _server
    if _server is None:
        _server = system.Server('imapsieve_url = "sieve://mail.example.org"\n')
        _server.start()
    return _server


def pytest_sessionfinish(session, exitstatus):
    if _server is not None:
        _server.remove()


def pytest_collect_file(parent, file_path):
    if file_path.suffix == ".t":
        return Transcript.from_parent(parent, path=file_path)


class Transcript(pytest.File):
    def collect(self):
        yield Dialog.from_parent(self, name=self.path.stem)


class Failed(Exception):
    pass


class Connection:
    def __init__(self, kind):
        if kind != "lmtp":
            port = getattr(server(), kind + "_port")
            self.sock = socket.create_connection(("127.0.0.1", port), 10)
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(10)
            self.sock.connect(str(server().dir / "run" / "lmtp"))
        self.sock.settimeout(10)
        self.file = self.sock.makefile("rb")
        self.passed = []
        while not self.line().startswith(b"OK") and kind == "managesieve":
            pass

    def line(self):
        got = self.file.readline()
        if not got:
            raise Failed("the server ended the connection")
        # A literal belongs to its line.
        text = got
        while (size := re.search(rb"\{(\d+)\}\r\n$", got)):
            got = self.file.read(int(size.group(1))) + self.file.readline()
            text += got
        return text[:-2] if text.endswith(b"\r\n") else text

    def send(self, data):
        self.sock.sendall(data)

    def close(self):
        """The file holds the socket, too."""
        self.file.close()
        self.sock.close()

    def start_tls(self):
        context = ssl.create_default_context(cafile=server().dir / "etc/tls/cert.pem")
        context.check_hostname = False
        self.sock = context.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")


class Dialog(pytest.Item):
    def runtest(self):
        global _count
        _count += 1
        self.kind = self.path.parent.name
        self.user = f"user{_count}@example.org"
        server().add_user(self.user)
        self.other = f"other{_count}@example.org"
        self.connections = {}
        self.wanted, self.banned = {}, {}
        self.caught = {}
        text = self.path.read_text()
        if "$other" in text:
            server().add_user(self.other)
        lines = text.split("\n")
        at = 0
        while at < len(lines):
            try:
                at = self.step(lines, at)
            except (Failed, AssertionError, OSError) as problem:
                raise Failed(f"{self.path.name}:{at + 1}: {lines[at]}\n    {problem}")
        for number, connection in self.connections.items():
            if self.wanted[number] or self.banned[number]:
                raise Failed(f"{self.path.name}: U or N without an S behind it")
            connection.close()

    def catch(self, match):
        if match:
            for name, value in match.groupdict().items():
                self.caught[name] = value.decode("latin-1")
        return match

    def put_caught(self, text):
        return re.sub(r"\$\{(\w+)\}", lambda m: self.caught[m.group(1)], text)

    def bytes_of(self, text):
        text = (self.put_caught(text).replace("$user", self.user).replace("$other", self.other)
                .replace("$local", self.user.split("@")[0])
                .replace("$password", system.PASSWORD))
        raw = text.encode()
        raw = re.sub(rb"\\x([0-9a-fA-F]{2})", lambda m: bytes([int(m.group(1), 16)]), raw)
        raw = re.sub(rb"\$base64\{(.*?)\}", lambda m: base64.b64encode(m.group(1)), raw)
        return raw.replace(rb"\r", b"\r").replace(rb"\n", b"\n")

    def connection(self, number, kind=None):
        if number not in self.connections:
            if self.kind == "pop3" and number in ("8", "9"):
                kind = "imap"
            self.connections[number] = Connection(kind or self.kind)
            self.wanted[number], self.banned[number] = [], []
        return self.connections[number]

    def step(self, lines, at):
        line = lines[at]
        if not line.strip() or line.startswith("#"):
            return at + 1
        if line.startswith("M<<"):
            end = lines.index(">>", at)
            self.deliver("\n".join(lines[at + 1:end]) + "\n")
            return end + 1
        if line.startswith("P<<"):
            end = lines.index(">>", at)
            self.put_script(line[3:].strip(), "\n".join(lines[at + 1:end]) + "\n")
            return end + 1
        if line.startswith("A<<"):
            end = lines.index(">>", at)
            self.append(line[3:].strip(), lines[at + 1:end])
            return end + 1
        match = re.fullmatch(r"([A-Z])([2-9]?)(:|~|-) ?(.*)", line)
        if not match:
            raise Failed("not a transcript line")
        verb, number, form, text = match.groups()
        if verb == "M":
            self.deliver(system.mail(text, "A line.\n", to=self.user))
        elif verb == "L" and self.kind == "pop3" and number not in ("8", "9"):
            connection = self.connection(number)
            for line in ("USER $user", "PASS $password"):
                connection.send(self.bytes_of(line) + b"\r\n")
                answer = connection.line()
                if not answer.startswith(b"+OK"):
                    raise Failed(f"{line}: {answer!r}")
        elif verb == "L" and self.kind == "managesieve":
            connection = self.connection(number)
            connection.send(self.bytes_of(
                'AUTHENTICATE "PLAIN" "$base64{\\x00$user\\x00$password}"\\r\\n'))
            answer = connection.line()
            if answer != b'OK "Logged in."':
                raise Failed(f"login: {answer!r}")
        elif verb == "L":
            connection = self.connection(number, "imap")
            connection.send(self.bytes_of('L0 LOGIN $user "$password"\r\n'))
            answer = connection.line()
            if not answer.startswith(b"L0 OK"):
                raise Failed(f"login: {answer!r}")
        else:
            getattr(self, "do_" + verb)(self.connection(number), number, form, self.bytes_of(text)
                                        if form != "~" else self.pattern_of(text))
        return at + 1

    def pattern_of(self, text):
        text = (self.put_caught(text).replace("$user", re.escape(self.user))
                .replace("$other", re.escape(self.other))
                .replace("$local", self.user.split("@")[0]))
        return text.encode("latin-1", "backslashreplace") if text.isascii() else text.encode()

    def deliver(self, message):
        done = server().deliver(self.user, message)
        if done.returncode != 0:
            raise Failed(f"fumikura-lda: {done.returncode} {done.stdout!r} {done.stderr!r}")

    def put_script(self, name, text):
        done = server().run("sieve", "put", self.user, name, input=text)
        if done.returncode != 0:
            raise Failed(f"fumikura sieve put: {done.stdout!r} {done.stderr!r}")

    def append(self, arguments, lines):
        message = b"".join(self.bytes_of(line) + b"\r\n" for line in lines)
        connection = Connection("imap")
        connection.send(self.bytes_of('a LOGIN $user "$password"\\r\\n'))
        if not connection.line().startswith(b"a OK"):
            raise Failed("login for APPEND")
        connection.send(b"b APPEND %s {%d}\r\n" % (self.bytes_of(arguments), len(message)))
        if not (answer := connection.line()).startswith(b"+"):
            raise Failed(f"APPEND: {answer!r}")
        connection.send(message + b"\r\n")
        if not (answer := connection.line()).startswith(b"b OK"):
            raise Failed(f"APPEND: {answer!r}")
        connection.close()

    def do_T(self, connection, number, form, text):
        connection.start_tls()

    def do_C(self, connection, number, form, text):
        connection.send(text + (b"" if form == "-" else b"\r\n"))

    def do_I(self, connection, number, form, text):
        answer = connection.line()
        if not answer.startswith(b"+"):
            raise Failed(f"wanted a continuation, got {answer!r}")
        connection.send(text + (b"" if form == "-" else b"\r\n"))

    def do_U(self, connection, number, form, text):
        self.wanted[number].append(text)

    def do_N(self, connection, number, form, text):
        self.banned[number].append(text)

    def do_E(self, connection, number, form, text):
        try:
            got = connection.line()
        except Failed:
            return
        raise Failed(f"wanted the end, got {got!r}")

    def do_S(self, connection, number, form, text):
        def fits(got):
            if form == "~":
                return self.catch(re.fullmatch(text, got, re.DOTALL))
            return got == text
        wanted, banned = self.wanted[number], self.banned[number]
        if not wanted and not banned:
            got = connection.line()
            if not fits(got):
                raise Failed(f"got {got!r}")
            return
        seen = []
        while True:
            got = connection.line()
            if fits(got):
                break
            seen.append(got)
            if len(seen) > 10000:
                raise Failed("the line never came")
        self.wanted[number], self.banned[number] = [], []
        for pattern in wanted:
            if not any(self.catch(re.fullmatch(pattern, one, re.DOTALL)) for one in seen):
                raise Failed(f"no line matches {pattern!r} in {seen!r}")
        for pattern in banned:
            for one in seen:
                if re.fullmatch(pattern, one, re.DOTALL):
                    raise Failed(f"{one!r} must not be there")

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, 0, f"{self.path.parent.name}/{self.path.name}"
