# SPDX-License-Identifier: MIT
"""Malformed and hostile input, broken disks and folders: clear answers, and
nothing lost."""
import os
import shutil
import socket
import subprocess

import pytest
from conftest import PASSWORD, mail

USER = "alice@example.org"


class Raw:
    """A plain connection that shows every byte."""

    def __init__(self, server, login=True):
        self.sock = socket.create_connection(("127.0.0.1", server.imap_port), 20)
        self.file = self.sock.makefile("rb")
        assert self.file.readline().startswith(b"* OK")
        if login:
            self.say(f'l LOGIN {USER} "{PASSWORD}"')
            assert self.until(b"l")[-1].startswith(b"l OK")

    def say(self, text):
        self.sock.sendall((text if isinstance(text, bytes) else text.encode()) + b"\r\n")

    def until(self, tag):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                lines.append(b"")
                return lines
            lines.append(line)
            if line.startswith(tag + b" "):
                return lines

    def ask(self, tag, text):
        self.say(tag + b" " + text)
        return self.until(tag)[-1]


def test_malformed_commands_are_answered_bad(server):
    raw = Raw(server)
    for number, text in enumerate([
            b"BOGUS", b"SELECT", b"SELECT INBOX extra", b"SELECT INBOX", b"FETCH 1:* (FLAGS", b"FETCH x FLAGS",
            b"STORE 1", b"SEARCH (((", b"SELECT INBOX", b'LIST "" "', b"UID", b"UID BOGUS 1", b"SELECT INBOX",
            b"FETCH 0 FLAGS", b"APPEND INBOX (", b"RENAME a", b"SELECT INBOX", b"\x00\x01\x02", b"(", b"{"]):
        tag = b"t%d" % number
        answer = raw.ask(tag, text)
        assert answer.startswith((tag + b" BAD", tag + b" OK")), (text, answer)
        assert (b"OK" in answer) == (text == b"SELECT INBOX"), (text, answer)


def test_twenty_bad_commands_end_the_session(server):
    raw = Raw(server)
    for _ in range(30):
        try:
            raw.say("x BOGUS")
        except OSError:
            break
    rest = raw.file.read()
    assert b"* BYE" in rest and rest.count(b"x BAD") <= 20


def test_three_bad_commands_before_login(server):
    raw = Raw(server, login=False)
    for _ in range(5):
        try:
            raw.say("x BOGUS")
        except OSError:
            break
    assert b"* BYE" in raw.file.read()


def test_overlong_lines(server):
    for login in (False, True):
        raw = Raw(server, login)
        try:
            for _ in range(60):
                raw.sock.sendall(b"x" * 65536)
            raw.say("")
            answer = raw.file.readline()
        except OSError:
            answer = raw.file.readline()
        assert answer == b"" or b"BAD" in answer or b"BYE" in answer, answer


def test_wrong_passwords_and_users_look_alike(server):
    answers = set()
    for user, password in ((USER, "wrong"), ("nobody@example.org", "wrong"), ("../../etc/passwd", "x"),
                           ("x" * 500, "y"), (USER, "")):
        raw = Raw(server, login=False)
        answers.add(raw.ask(b"a", f'LOGIN "{user}" "{password}"'.encode()))
    assert len(answers) == 1 and b"a NO [AUTHENTICATIONFAILED]" in answers.pop()


def test_huge_literals(server):
    raw = Raw(server)
    raw.say("a APPEND INBOX {4000000000}")
    answer = raw.file.readline()
    assert answer.startswith((b"a NO", b"a BAD")), answer
    assert raw.ask(b"b", b"NOOP").startswith(b"b OK")
    # LITERAL+ can't be refused beforehand: it is drained, then refused.
    raw.say(b"c APPEND Nowhere {5000000+}")
    raw.say(b"x" * 5_000_000)
    answer = raw.until(b"c")[-1]
    assert answer.startswith(b"c NO [TRYCREATE]"), answer
    assert raw.ask(b"d", b"NOOP").startswith(b"d OK")
    raw.say("e LOGIN {100000000}")
    assert raw.until(b"e")[-1].startswith(b"e BAD")
    # Beyond the limit nothing is taken at all.
    raw.say("f APPEND INBOX {110000000+}")
    assert raw.file.readline().startswith(b"* BYE [TOOBIG]")


def test_literals_before_login_are_small(server):
    raw = Raw(server, login=False)
    raw.say("a LOGIN {100000}")
    answer = raw.file.readline()
    assert answer.startswith((b"a BAD", b"a NO", b"* BYE")), answer


def test_unreadable_maildir(new_server):
    server = new_server()
    assert server.deliver(USER, mail("first")).returncode == 0
    root = server.maildir(USER)
    # As root, files stay readable by their owner only through their mode.
    for part in ("new", "cur"):
        os.chmod(root / part, 0)
    assert server.deliver(USER, mail("second")).returncode == 75
    client = server.imap(USER)
    kind, data = client.select()
    assert kind == "NO" and b"Permission" not in data[0], data
    client.logout()
    for part in ("new", "cur"):
        os.chmod(root / part, 0o700)
    assert server.deliver(USER, mail("third")).returncode == 0
    client = server.imap(USER)
    assert client.select()[1] == [b"2"]
    client.logout()


@pytest.mark.skipif(os.getuid() != 0, reason="a small file system needs root")
def test_full_disk(new_server):
    server = new_server(start=False)
    disk = server.dir / "mail"
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", disk], check=True)
    try:
        shutil.chown(disk, "vmail", "vmail")
        server.start()
        accepted, codes = 0, set()
        for number in range(40):
            done = server.deliver(USER, mail(f"big {number}", ("x" * 70 + "\n") * 7000))
            codes.add(done.returncode)
            accepted += done.returncode == 0
        assert codes == {0, 75} and accepted
        client = server.imap(USER)
        kind, data = client.select()
        if kind == "OK":
            kind, data = client.append("INBOX", None, None, b"x" * 1_000_000)
            assert kind == "NO" and b"UNAVAILABLE" in data[0].upper(), data
            assert int(client.select()[1][0]) == accepted
            for number in range(1, accepted + 1):
                assert len(client.fetch(str(number), "(BODY.PEEK[])")[1][0][1]) > 490_000
            # Space comes back with an expunge, and everything goes on.
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()
            assert client.select()[1] == [b"0"]
        assert server.deliver(USER, mail("after")).returncode == 0
        client.logout()
        assert server.run("index", "check", USER).returncode == 0
    finally:
        server.stop()
        subprocess.run(["umount", "-l", disk], check=True)


def test_lmtp_dialogue(server):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(20)
    sock.connect(str(server.dir / "run/lmtp"))
    file = sock.makefile("rb")

    def answer():
        while True:
            line = file.readline()
            if line[3:4] != b"-":
                return line

    def ask(text):
        sock.sendall(text + b"\r\n")
        return answer()

    assert answer().startswith(b"220 ")
    assert ask(b"HELO x")[:1] == b"5"
    assert ask(b"MAIL FROM:<a@b>")[:1] == b"5"
    assert ask(b"LHLO test")[:3] == b"250"
    assert ask(b"DATA")[:3] == b"503"
    assert ask(b"RCPT TO:<" + USER.encode() + b">")[:3] == b"503"
    assert ask(b"MAIL FROM:<" + b"x" * 5000 + b">")[:1] == b"5"
    assert ask(b"MAIL FROM:<s@example.net> SIZE=99999999999")[:3] == b"552"
    assert ask(b"MAIL FROM:<s@example.net>")[:3] == b"250"
    assert ask(b"RCPT TO:<nobody@example.org>").startswith(b"550 5.1.1")
    assert ask(b"DATA")[:3] == b"503"
    assert ask(b"RCPT TO:<" + USER.encode() + b">")[:3] == b"250"
    assert ask(b"RCPT TO:<bob@example.org>")[:3] == b"250"
    assert ask(b"DATA")[:3] == b"354"
    # Only CRLF . CRLF ends the data; a dot behind a bare LF does not.
    sock.sendall(b"Subject: two\r\n\r\n..dot\r\nline\n.\nmore\r\n.\r\n")
    first, second = answer(), answer()
    assert first[:3] == b"250" and second[:3] == b"250", (first, second)
    assert ask(b"RSET")[:3] == b"250"
    assert ask(b"NOOP")[:3] == b"250"
    assert ask(b"QUIT")[:3] == b"221"
    client = server.imap("bob@example.org")
    client.select()
    body = client.fetch("1", "(BODY.PEEK[TEXT])")[1][0][1]
    assert body == b".dot\r\nline\r\n.\r\nmore\r\n"
    client.logout()
