# SPDX-License-Identifier: MIT
"""Each limit of sessions refuses the next one politely, and lets in again."""
import base64
import contextlib
import os
import re
import select
import signal
import socket
import time

import pytest
from conftest import PASSWORD, mail
from test_park import Client, all_parked, until, workers
from test_session_admin import listed

USERS = ALICE, BOB, CAROL, DAVE, ERIN = [
    name + "@example.org" for name in ("alice", "bob", "carol", "dave", "erin")]
HERE, THERE = "127.0.0.1", "127.0.0.2"
BUSY = {"imap": "NO [LIMIT] ", "pop3": "-ERR [IN-USE] ", "sieve": "NO (TRYLATER) "}
FULL = {"imap": "NO [UNAVAILABLE] ", "pop3": "-ERR [SYS/TEMP] ", "sieve": "NO (TRYLATER) "}
OK = {"imap": "OK ", "pop3": "+OK ", "sieve": "OK"}


class Login:
    """A connection of some service that tries to log in, more than once."""

    def __init__(self, server, service, user, address=HERE):
        self.service, self.user = service, user
        port = {"imap": server.imap_port, "pop3": server.pop3_port,
                "sieve": server.managesieve_port}[service]
        self.sock = socket.create_connection((HERE, port), 60, source_address=(address, 0))
        self.file = self.sock.makefile("rb")
        while not re.match(r"\* OK|\+OK|OK", self.line()):
            pass

    def line(self):
        line = self.file.readline()
        assert line, "the connection ended"
        return line.decode().rstrip("\r\n")

    def ask(self):
        send = {"imap": [f'a LOGIN {self.user} "{PASSWORD}"'],
                "pop3": [f"USER {self.user}", f"PASS {PASSWORD}"],
                "sieve": ['AUTHENTICATE "PLAIN" {%d+}\r\n%s' % (
                    len(self.plain()), self.plain())]}[self.service]
        self.sock.sendall("".join(line + "\r\n" for line in send).encode())
        if self.service == "pop3":
            assert self.line().startswith("+OK")

    def plain(self):
        return base64.b64encode(f"\0{self.user}\0{PASSWORD}".encode()).decode()

    def answer(self):
        return self.line().removeprefix("a ")

    def try_it(self):
        self.ask()
        return self.answer()

    def is_silent(self):
        return not select.select([self.sock], [], [], 0)[0]

    def close(self):
        self.file.close()
        self.sock.close()


@pytest.fixture(scope="module")
def house():
    """Of each kind of limit one that the others leave room for."""
    from conftest import Server
    s = Server("user_connections = 2\naddress_connections = 4\nsession_limit = 6\n"
               "imap_session_limit = 5\npop3_session_limit = 3\n"
               "managesieve_session_limit = 3\n")
    for user in USERS:
        s.add_user(user)
    s.start()
    yield s
    s.remove()


def refuses_one(server, held, last, refusal):
    """held = (service, user, address) of who is let in, last that of who is not."""
    inside = [Login(server, *one) for one in held]
    for one in inside:
        assert one.try_it().startswith(OK[one.service])
    outside = Login(server, *last)
    assert outside.try_it().startswith(refusal[outside.service])
    inside.pop().close()
    until(lambda: len(listed(server)) < len(held), server.log_text)
    assert outside.try_it().startswith(OK[outside.service])
    for one in [*inside, outside]:
        one.close()
    until(lambda: not listed(server), server.log_text)


SERVICES = pytest.mark.parametrize("service", ["imap", "pop3", "sieve"])


@SERVICES
def test_user(house, service):
    refuses_one(house, [("imap", ALICE, HERE), (service, ALICE, HERE)],
                (service, ALICE, THERE), BUSY)
    assert f'user="{ALICE}" limit=user_connections' in house.log_text()


@SERVICES
def test_address(house, service):
    refuses_one(house, [("imap", ALICE, HERE), ("imap", BOB, HERE), ("pop3", CAROL, HERE),
                        ("pop3", DAVE, HERE)], (service, ERIN, HERE), BUSY)
    assert f'user="{ERIN}" limit=address_connections' in house.log_text()


@SERVICES
def test_service(house, service):
    count = {"imap": 5, "pop3": 3, "sieve": 3}[service]
    held = [(service, user, HERE if i < 2 else THERE) for i, user in enumerate(USERS)]
    refuses_one(house, held[:count], (service, ALICE, THERE), FULL)
    assert f'user="{ALICE}" limit=service' in house.log_text()


@SERVICES
def test_total(house, service):
    held = [("imap", ALICE, HERE), ("imap", BOB, HERE), ("imap", CAROL, HERE),
            ("pop3", ALICE, THERE), ("pop3", BOB, THERE), ("sieve", CAROL, THERE)]
    refuses_one(house, held, (service, DAVE, THERE), FULL)
    assert f'user="{DAVE}" limit=session_limit' in house.log_text()


def test_one_address_before_the_login(new_server):
    server = new_server("gate_address_connections = 2\n")
    held = []
    while len(held) < 2:  # who asked whether it is ready may still count
        sock = socket.create_connection((HERE, server.imap_port), 60)
        if sock.recv(100).startswith(b"* OK"):
            held.append(sock)
    with socket.create_connection((HERE, server.imap_port), 60) as sock:
        assert sock.recv(100).startswith(b"* BYE [UNAVAILABLE] ")
    Login(server, "imap", ALICE, THERE).close()
    held.pop().close()

    def is_let_in():
        with socket.create_connection((HERE, server.imap_port), 60) as sock:
            return sock.recv(100).startswith(b"* OK")
    until(is_let_in, server.log_text)


# ---- sessions that have a process ----

def test_who_comes_when_all_are_busy_waits_its_turn(new_server):
    server = new_server("session_active_limit = 2\n", users=USERS)
    parked = Client(server, ALICE, tls=True)
    parked.run("SELECT INBOX")
    parked.idle()
    all_parked(server)
    first, second = Login(server, "imap", BOB), Login(server, "pop3", CAROL)
    for one in (first, second):
        assert one.try_it().startswith(OK[one.service])
    parked.send("DONE\r\n")
    until(lambda: "limit=session_active_limit" in server.log_text(), server.log_text)
    late = Login(server, "imap", DAVE)
    late.ask()
    # The server has seen all of it, and nobody is in who was not before.
    assert {s["user"] for s in listed(server) if s["state"] == "active"} == {BOB, CAROL}
    assert late.is_silent()
    first.close()
    assert parked.rest() == []
    assert late.is_silent()
    second.close()
    assert late.answer().startswith("OK ")
    parked.run("LOGOUT")
    for one in (parked, late):
        one.close()


def test_all_have_their_turn_with_one_process(new_server):
    """Each command of each client is a wake, and there is room for one."""
    server = new_server("session_active_limit = 1\nsession_linger = 0\n", users=USERS)
    clients = [Client(server, user, tls=bool(i % 2)) for i, user in enumerate(USERS)]
    for command in ("SELECT INBOX", "NOOP", "CLOSE", "NOOP"):
        for client in clients:
            client.tag += 1
            client.send(f"p{client.tag} {command}\r\n")
        assert workers(server) <= 2  # one may be on its way out
        for client in clients:
            client.rest()
    for client in clients:
        client.run("LOGOUT")
        client.close()
    until(lambda: not listed(server), server.log_text)


def test_gate_that_ends_leaves_no_place_taken(new_server):
    """Its waking sessions end with it."""
    server = new_server("session_active_limit = 1\n", users=(ALICE, BOB))
    parked = Client(server, ALICE)
    parked.idle()
    all_parked(server)
    busy = Login(server, "imap", BOB)
    assert busy.try_it().startswith("OK ")
    parked.send("DONE\r\n")
    until(lambda: "limit=session_active_limit" in server.log_text(), server.log_text)
    os.kill(server.children("gate")[0][0], signal.SIGKILL)
    with contextlib.suppress(ConnectionResetError):
        assert parked.ends()
    busy.close()
    server.wait_ready()
    until(lambda: not listed(server), server.log_text)
    again = Login(server, "imap", ALICE)
    assert again.try_it().startswith("OK ")
    again.close()


def test_who_waits_is_told_that_the_server_stops(new_server):
    """Though nobody makes room: the busy one's client takes nothing."""
    server = new_server("session_active_limit = 1\n", users=(ALICE, BOB))
    assert server.deliver(BOB, mail("large", "words and words\n" * 600000)).returncode == 0
    parked = Client(server, ALICE)
    parked.idle()
    all_parked(server)
    busy = Client(server, BOB)
    busy.run("SELECT INBOX")
    busy.send("x FETCH 1 BODY.PEEK[]\r\n")
    select.select([busy.sock], [], [], 60)
    parked.send("DONE\r\n")
    until(lambda: "limit=session_active_limit" in server.log_text(), server.log_text)
    server.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert parked.line().startswith("* BYE ")
    assert time.monotonic() - began < 9  # what has not ended by ten is killed
    busy.close()


@pytest.mark.skipif(not os.environ.get("FUMIKURA_LONG"), reason="waits ten seconds")
def test_login_that_waits_too_long_is_refused(new_server):
    server = new_server("session_active_limit = 1\n", users=(ALICE, BOB))
    busy, late = Login(server, "imap", ALICE), Login(server, "imap", BOB)
    assert busy.try_it().startswith("OK ")
    assert late.try_it().startswith(FULL["imap"])
    busy.close()
    until(lambda: not listed(server), server.log_text)
    assert late.try_it().startswith("OK ")
    late.close()


# ---- many processes of one user ----

def nice_and_cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return int(fields[16]), sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def test_the_third_process_of_a_user_gives_way_early(new_server):
    """After a ninth of the time that it would have alone."""
    server = new_server("session_cpu_burst = 2\n")
    assert server.deliver(ALICE, mail("long", "words and words\n" * 60000)).returncode == 0
    first, second = Client(server), Client(server)
    before = {pid for pid, _ in server.children("imap")}
    third = Client(server)
    pid, = {pid for pid, _ in server.children("imap")} - before
    third.run("SELECT INBOX")

    def has_given_way():
        for _ in range(50):
            third.run("SEARCH BODY absent")
        return nice_and_cpu(pid)[0] == 15
    until(has_given_way, server.log_text)
    assert nice_and_cpu(pid)[1] < 1.5
    assert {nice_and_cpu(other)[0] for other in before} == {0}
    for client in (first, second, third):
        client.run("LOGOUT")
        client.close()
