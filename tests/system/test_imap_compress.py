# SPDX-License-Identifier: MIT
"""COMPRESS=DEFLATE (RFC 4978) in the clear and under TLS; mbsync uses it."""
import re
import socket
import ssl
import subprocess
import zlib

import pytest
from conftest import PASSWORD, mail

ALICE, BOB = "alice@example.org", "bob@example.org"


class Client:
    """Speaks plainly until compress()."""

    def __init__(self, server, user, tls):
        port = server.imaps_port if tls else server.imap_port
        self.sock = socket.create_connection(("127.0.0.1", port), 30)
        if tls:
            context = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
            context.check_hostname = False
            self.sock = context.wrap_socket(self.sock)
        self.sock.settimeout(60)
        self.packer = self.unpacker = None
        self.rest = b""
        self.came = 0
        self.until(rb"\* OK .*")
        self.send(f'l LOGIN {user} "{PASSWORD}"\r\n'.encode())
        self.capability = self.until(rb"l OK .*")

    def compress(self):
        self.send(b"z COMPRESS DEFLATE\r\n")
        self.until(rb"z OK .*")
        assert self.rest == b""
        self.packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.unpacker = zlib.decompressobj(-15)

    def send(self, data):
        if self.packer:
            data = self.packer.compress(data) + self.packer.flush(zlib.Z_SYNC_FLUSH)
        self.sock.sendall(data)

    def fill(self):
        data = self.sock.recv(65536)
        assert data, "the server ended the connection"
        self.came += len(data)
        self.rest += self.unpacker.decompress(data) if self.unpacker else data

    def until(self, pattern):
        """All up to the line that matches, which begins where a line does."""
        wanted = re.compile(rb"(?m)^" + pattern + rb"\r\n")
        while not (match := wanted.search(self.rest)):
            self.fill()
        got, self.rest = self.rest[:match.end()], self.rest[match.end():]
        return got


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_a_session_goes_on_compressed(server, tls):
    body = "".join(f"line {n} of a text that shrinks well\r\n" for n in range(40000))
    message = f"Subject: large\r\n\r\n{body}".encode()
    client = Client(server, ALICE, tls)
    assert b" COMPRESS=DEFLATE" in client.capability
    client.compress()
    client.send(b"a CREATE Packed\r\n")
    client.until(rb"a (OK|NO) .*")
    client.send(b"b APPEND Packed {%d}\r\n" % len(message))
    client.until(rb"\+ .*")
    client.send(message + b"\r\n")
    client.until(rb"b OK .*")
    client.send(b"c SELECT Packed\r\nd FETCH * BODY.PEEK[]\r\n")
    client.until(rb"c OK .*")
    before = client.came
    assert message in client.until(rb"d OK .*")
    assert client.came - before < len(message) / 4
    client.send(b"e COMPRESS DEFLATE\r\nf COMPRESS\r\ng COMPRESS LZW\r\n")
    for tag in (b"e", b"f", b"g"):
        client.until(tag + rb" BAD .*")
    client.send(b"h LOGOUT\r\n")
    client.until(rb"\* BYE .*")
    client.until(rb"h OK .*")


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_idle_tells_at_once(server, tls):
    client = Client(server, BOB, tls)
    client.compress()
    client.send(b"a SELECT INBOX\r\nb IDLE\r\n")
    client.until(rb"\+ .*")
    assert server.deliver(BOB, mail("pushed", to=BOB)).returncode == 0
    client.until(rb"\* \d+ EXISTS")
    client.send(b"DO")
    assert server.deliver(BOB, mail("pushed too", to=BOB)).returncode == 0
    client.until(rb"\* \d+ EXISTS")
    client.send(b"NE\r\n")
    client.until(rb"b OK .*")
    client.sock.close()


def test_a_flush_without_a_byte_of_text_does_not_stop_the_push(server):
    user = server.add_user("flushes@example.org")
    client = Client(server, user, False)
    client.compress()
    client.send(b"a SELECT INBOX\r\nb IDLE\r\n")
    client.until(rb"\+ .*")
    client.sock.sendall(client.packer.flush(zlib.Z_FULL_FLUSH))
    assert server.deliver(user, mail("pushed", to=user)).returncode == 0
    client.until(rb"\* \d+ EXISTS")
    client.send(b"DONE\r\n")
    client.until(rb"b OK .*")
    client.sock.close()


def test_what_is_not_deflate_ends_the_session(server):
    client = Client(server, ALICE, False)
    client.compress()
    client.packer = None
    client.send(b"a NOOP\r\n")
    assert client.sock.recv(100) == b""


def test_mbsync_compresses(server, tmp_path):
    user = server.add_user("packed@example.org")
    for number in range(10):
        assert server.deliver(user, mail(f"number {number}", to=user)).returncode == 0
    local = tmp_path / "mail"
    local.mkdir()
    rc = tmp_path / "mbsyncrc"
    rc.write_text(f"""
IMAPStore remote
Host 127.0.0.1
Port {server.imaps_port}
User {user}
Pass "{PASSWORD}"
SSLType IMAPS
CertificateFile {server.dir / "etc/tls/cert.pem"}
AuthMechs LOGIN

MaildirStore local
Path {local}/
Inbox {local}/INBOX

Channel all
Far :remote:
Near :local:
Create Both
SyncState *
""")
    done = subprocess.run(["mbsync", "-Dn", "-c", rc, "-a"], capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "COMPRESS DEFLATE" in done.stdout
    assert len(list((local / "INBOX/new").iterdir())) == 10
