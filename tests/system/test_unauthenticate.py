# SPDX-License-Identifier: MIT
"""UNAUTHENTICATE (RFC 8437): a connection goes back from a worker to gate, in
the clear, under TLS and with COMPRESS; nothing is lost, read twice, or left."""
import os
import re
import signal
import socket
import ssl
import time
import zlib

import pytest
from conftest import PASSWORD, mail

ALICE, BOB = "alice@example.org", "bob@example.org"
LONG = os.environ.get("FUMIKURA_LONG") == "1"
KINDS = ["clear", "starttls", "tls"]


class Client:
    def __init__(self, server, kind="clear"):
        port = server.imaps_port if kind == "tls" else server.imap_port
        self.sock = socket.create_connection(("127.0.0.1", port), 30)
        self.rest = b""
        self.packer = self.unpacker = None
        if kind == "tls":
            self.wrap(server)
        self.sock.settimeout(120)
        assert self.line().startswith(b"* OK")
        if kind == "starttls":
            self.ask(b"tls STARTTLS")
            self.wrap(server)

    def wrap(self, server):
        context = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
        context.check_hostname = False
        self.sock = context.wrap_socket(self.sock)

    def compress(self):
        self.ask(b"z COMPRESS DEFLATE")
        self.packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.unpacker = zlib.decompressobj(-15)

    def pack(self, data, end=zlib.Z_SYNC_FLUSH):
        return self.packer.compress(data) + self.packer.flush(end)

    def send(self, data):
        self.sock.sendall(self.pack(data) if self.packer else data)

    def line(self):
        while b"\n" not in self.rest:
            try:
                data = self.sock.recv(65536)
            except ConnectionResetError:
                data = b""
            if not data:
                return b""
            if not self.unpacker:
                self.rest += data
                continue
            self.rest += self.unpacker.decompress(data)
            if self.unpacker.eof:
                self.rest += self.unpacker.unused_data
                self.packer = self.unpacker = None
        got, self.rest = self.rest.split(b"\n", 1)
        return got + b"\n"

    def until(self, tag):
        """The lines up to the answer with this tag."""
        lines = []
        while not lines or not lines[-1].startswith(tag + b" "):
            lines.append(self.line())
            assert lines[-1], lines
        return lines

    def ask(self, command):
        self.send(command + b"\r\n")
        lines = self.until(command.split()[0])
        assert lines[-1].split()[1] == b"OK", lines
        return lines


def login(user, tag="in"):
    return f'{tag} LOGIN {user} "{PASSWORD}"'.encode()


@pytest.fixture(scope="module")
def boxes(server):
    """Each user has a mailbox that tells who it is."""
    for user in (ALICE, BOB):
        client = server.imap(user)
        assert client.create("Of-" + user.split("@")[0])[0] == "OK"
        client.logout()
    return server


@pytest.mark.parametrize("kind", KINDS)
def test_users_in_one_burst(boxes, kind):
    turns = 100 if LONG else 8
    client = Client(boxes, kind)
    burst = b""
    for i in range(turns):
        user = (ALICE, BOB)[i % 2]
        burst += b"\r\n".join((login(user, f"l{i}"), f'b{i} LIST "" "Of-%"'.encode(),
                               f"s{i} SELECT INBOX".encode(),
                               f"u{i} UNAUTHENTICATE".encode(), f"n{i} NOOP".encode(), b""))
    client.send(burst)
    for i in range(turns):
        assert client.line().startswith(f"l{i} OK ".encode())
        listed = client.until(f"b{i}".encode())
        own = (b"Of-alice", b"Of-bob")[i % 2]
        assert len(listed) == 2 and own in listed[0], listed
        client.until(f"s{i}".encode())
        assert client.line().startswith(f"u{i} OK ".encode())
        assert client.line().startswith(f"n{i} OK ".encode())
    client.ask(b"end NOOP")


@pytest.mark.parametrize("kind", ["clear", "tls"])
@pytest.mark.parametrize("end", [zlib.Z_SYNC_FLUSH, zlib.Z_FINISH], ids=["flush", "finish"])
def test_compression_ends(boxes, kind, end):
    client = Client(boxes, kind)
    client.ask(login(ALICE))
    for i in range(3):
        client.compress()
        client.ask(b"a SELECT INBOX")
        # The next login in the clear, right behind it.
        client.sock.sendall(client.pack(b"u UNAUTHENTICATE\r\n", end)
                            + login((BOB, ALICE)[i % 2], "l") + b"\r\n")
        assert client.line().startswith(b"u OK")
        assert client.unpacker is None, "the server's compression ended with its answer"
        assert client.line().startswith(b"l OK")
        own = (b"Of-bob", b"Of-alice")[i % 2]
        assert own in client.ask(b'b LIST "" "Of-%"')[0]


def test_packed_bytes_behind_it_end_the_connection(boxes):
    client = Client(boxes)
    client.ask(login(ALICE))
    client.compress()
    client.send(b"u UNAUTHENTICATE\r\nn NOOP\r\n")
    assert client.line().startswith(b"* BYE")
    assert client.line() == b""


@pytest.mark.parametrize("kind", ["clear", "tls"])
def test_much_that_comes_behind_it(boxes, kind):
    """More than any one buffer on the way holds, behind a login and behind UNAUTHENTICATE."""
    client = Client(boxes, kind)
    count = 12000
    burst = b"".join(f"n{i} NOOP\r\n".encode() for i in range(count))
    client.sock.settimeout(300)
    client.send(login(ALICE, "a") + b"\r\nu UNAUTHENTICATE\r\n" + login(BOB, "b") + b"\r\n" + burst)
    assert client.line().startswith(b"a OK")
    assert client.line().startswith(b"u OK")
    assert client.line().startswith(b"b OK")
    for i in range(count):
        assert client.line().startswith(f"n{i} OK ".encode())


@pytest.mark.parametrize("kind", ["clear", "tls"])
def test_a_slow_reader_gets_all(boxes, kind):
    body = "A line of a long message.\n" * 40000
    assert boxes.deliver(ALICE, mail("Long", body)).returncode == 0
    client = Client(boxes, kind)
    client.ask(login(ALICE))
    client.ask(b"s SELECT INBOX")
    client.send(b"f UID FETCH 1:* BODY.PEEK[TEXT]\r\nu UNAUTHENTICATE\r\n"
                + login(BOB, "b") + b'\r\nl LIST "" "Of-%"\r\n')
    # Nothing is read until the server can do no more.
    time.sleep(0.5)
    fetched = client.until(b"f")
    assert b"".join(fetched).count(b"A line of a long message.\r\n") % 40000 == 0
    assert len(fetched) > 40000
    assert client.line().startswith(b"u OK")
    assert client.line().startswith(b"b OK")
    assert b"Of-bob" in client.until(b"l")[0]


def open_files(server):
    """Of gate and master, and how many processes have a session."""
    pids = [pid for pid, _ in server.children("gate")] + [server.process.pid]
    return ([len(os.listdir(f"/proc/{pid}/fd")) for pid in pids],
            len(server.session_processes("imap")))


def worker(server):
    """The process of the only session."""
    end = time.monotonic() + 60
    while len(found := server.session_processes("imap")) != 1:
        assert time.monotonic() < end, found
        time.sleep(0.02)
    return found[0]


def quiet(server):
    """open_files once the clients of other tests are gone."""
    end = time.monotonic() + 60
    seen = []
    while len(seen) < 10 and time.monotonic() < end:
        now = open_files(server)
        seen = [*seen, now] if now[1] == 0 and seen in ([], [now] * len(seen)) else []
        time.sleep(0.05)
    assert len(seen) == 10, now
    return now


def wait_for_files(server, wanted):
    end = time.monotonic() + 60
    while (now := open_files(server)) != wanted and time.monotonic() < end:
        time.sleep(0.05)
    assert now == wanted


def test_cycles_leave_nothing_behind(boxes):
    before = quiet(boxes)
    for kind in KINDS:
        client = Client(boxes, kind)
        for i in range(1000 if LONG else 5):
            client.ask(login((ALICE, BOB)[i % 2]))
            client.ask(b"u UNAUTHENTICATE")
        client.ask(login(ALICE))
        client.sock.close()
    wait_for_files(boxes, before)


@pytest.mark.parametrize("kind", ["clear", "tls"])
def test_a_worker_that_is_killed_on_the_way(boxes, kind):
    """The client is disconnected, or has come back whole; nobody else notices."""
    before = quiet(boxes)
    for turn in range(40 if LONG else 5):
        client = Client(boxes, kind)
        client.ask(login(ALICE))
        pid = worker(boxes)
        try:
            if turn % 4 == 0:
                os.kill(pid, signal.SIGSTOP)
            client.send(b"u UNAUTHENTICATE\r\n" + login(BOB, "b") + b"\r\n")
            time.sleep(turn % 5 * 0.001)
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        answer = client.line()
        assert answer == b"" or answer.startswith(b"u OK")
        answer = answer and client.line()
        assert answer == b"" or answer.startswith(b"b OK")
        if answer:
            assert b"Of-bob" in client.ask(b'l LIST "" "Of-%"')[0]
        client.sock.close()
    wait_for_files(boxes, before)


def test_the_session_that_was_left_counts_no_more(new_server):
    server = new_server("user_connections = 1\naddress_connections = 1\n")
    client = Client(server)
    for _ in range(4):
        client.send(login(ALICE, "l") + b"\r\nu UNAUTHENTICATE\r\n")
        assert client.line().startswith(b"l OK")
        assert client.line().startswith(b"u OK")
    client.ask(login(ALICE))
    # but one that goes on does
    other = Client(server)
    other.send(login(ALICE, "l") + b"\r\n")
    assert other.line().startswith(b"l NO [LIMIT]")


def test_it_can_be_switched_off(new_server):
    server = new_server("unauthenticate = false\n")
    client = Client(server)
    client.ask(login(ALICE))
    assert b"UNAUTHENTICATE" not in client.ask(b"c CAPABILITY")[0]
    client.send(b"u UNAUTHENTICATE\r\n")
    assert client.line().startswith(b"u BAD")
    client.ask(b"s SELECT INBOX")


def test_a_gate_that_retires_says_bye(new_server):
    server = new_server()
    clients = [Client(server, kind) for kind in ("clear", "tls")]
    for client in clients:
        client.ask(login(ALICE))
    (old,) = [pid for pid, _ in server.children("gate")]
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 60
    while len(re.findall(" ready ", server.log_text())) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    # The sessions go on, but there is no way back.
    for client in clients:
        client.ask(b"s SELECT INBOX")
        client.send(b"u UNAUTHENTICATE\r\n" + login(ALICE, "l") + b"\r\n")
        answers = [client.line()]
        while answers[-1]:
            answers.append(client.line())
        assert b"* BYE" in b"".join(answers), answers
        assert b"l OK" not in b"".join(answers), answers
    end = time.monotonic() + 60
    while os.path.exists(f"/proc/{old}") and time.monotonic() < end:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{old}")
