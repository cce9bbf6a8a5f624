# SPDX-License-Identifier: MIT
"""The auth process at its sockets: the Dovecot auth protocol and the userdb."""
import base64
import os
import signal
import socket
import time

import pytest

from conftest import PASSWORD

ALICE, BOB = "alice@example.org", "bob@example.org"
DELAY = 1.5


class Wire:
    """Lines over one of auth's unix sockets."""

    def __init__(self, server, name):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(server.dir / "run" / name))
        self.file = self.socket.makefile("rb")

    def line(self):
        return self.file.readline().decode().rstrip("\n").split("\t")

    def send(self, *fields):
        self.socket.sendall("\t".join(map(str, fields)).encode() + b"\n")

    def login(self, number, user, password):
        token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self.send("AUTH", number, "PLAIN", "service=smtp", "nologin", "resp=" + token)

    def close(self):
        self.file.close()
        self.socket.close()


@pytest.fixture(scope="module")
def auth_server(server):
    server.configure(f"auth_failure_delay = {int(DELAY * 1000)}\n")
    server.stop()
    server.start()
    return server


@pytest.fixture
def wire(auth_server):
    """A function that opens greeted connections to the auth or userdb socket."""
    opened = []

    def make(name="auth"):
        w = Wire(auth_server, name)
        opened.append(w)
        w.greeting = [w.line() for _ in range(7 if name == "auth" else 2)]
        w.send("VERSION", 1, 1)
        return w

    yield make
    for w in opened:
        w.close()


def test_the_greeting_comes_unasked_and_in_order(wire):
    words = [fields[0] for fields in wire().greeting]
    assert words == ["VERSION", "MECH", "MECH", "SPID", "CUID", "COOKIE", "DONE"]


def test_a_failure_holds_up_nobody(wire):
    slow, other = wire(), wire()
    start = time.monotonic()
    slow.login(1, ALICE, "wrong")
    slow.login(2, "nobody@example.org", PASSWORD)
    slow.login(3, "Alice@Example.ORG", PASSWORD)
    other.login(1, BOB, PASSWORD)
    assert slow.line() == ["OK", "3", "user=" + ALICE]
    assert other.line() == ["OK", "1", "user=" + BOB]
    assert time.monotonic() - start < DELAY
    failures = sorted([slow.line(), slow.line()])
    assert failures == [["FAIL", "1", "user=" + ALICE],
                        ["FAIL", "2", "user=nobody@example.org"]]
    assert time.monotonic() - start >= DELAY


def test_a_new_password_holds_at_once(auth_server, wire):
    w = wire()
    auth_server.add_user("carol@example.org", "first")
    w.login(1, "carol@example.org", "first")
    assert w.line()[0] == "OK"
    done = auth_server.run("user", "passwd", "carol@example.org", input="second\n")
    assert done.returncode == 0, done.stderr
    w.login(2, "carol@example.org", "second")
    assert w.line()[0] == "OK"
    w.login(3, "carol@example.org", "first")
    assert w.line()[0] == "FAIL"


def test_a_disabled_user_is_told_so_only_with_the_password(auth_server, wire):
    w = wire()
    auth_server.add_user("dave@example.org")
    auth_server.run("user", "disable", "dave@example.org")
    w.login(1, "dave@example.org", PASSWORD)
    assert "code=user_disabled" in w.line()
    w.login(2, "dave@example.org", "wrong")
    assert w.line() == ["FAIL", "2", "user=dave@example.org"]


def test_lookups_go_on_while_passwords_are_guessed(wire):
    guessers = [wire() for _ in range(20)]
    for w in guessers:
        for n in range(1, 11):
            w.login(n, ALICE, PASSWORD)
    asker = wire("auth-userdb")
    answered = 0
    for n in range(50):
        asker.send("USER", n, ALICE, "service=lmtp")
        assert asker.line()[:3] == ["USER", str(n), ALICE]
    for w in guessers:
        w.socket.setblocking(False)
        try:
            answered += len(w.socket.recv(1 << 16).splitlines())
        except BlockingIOError:
            pass
    assert answered < 200  # all 50 look-ups overtook some of the hashes


def test_a_source_that_is_away_is_temporary(auth_server, wire):
    accounts = auth_server.dir / "lib/accounts.sqlite"
    userdb, mta = wire("auth-userdb"), wire()
    os.rename(accounts, accounts.with_suffix(".away"))
    try:
        mta.login(1, ALICE, PASSWORD)
        assert mta.line() == [""]  # closed, not FAIL
        userdb.send("USER", 1, ALICE, "service=lmtp")
        assert userdb.line()[:2] == ["FAIL", "1"]
        userdb.send("LIST", 2)
        assert userdb.line() == ["DONE", "2", "fail"]
        with pytest.raises(Exception, match="UNAVAILABLE"):
            auth_server.imap(ALICE)
    finally:
        os.rename(accounts.with_suffix(".away"), accounts)
    userdb.send("USER", 3, ALICE, "service=lmtp")
    assert userdb.line()[:3] == ["USER", "3", ALICE]
    auth_server.imap(ALICE).logout()


def test_the_userdb_tells_and_lists(auth_server, wire):
    w = wire("auth-userdb")
    w.send("USER", 1, "ALICE@example.org", "service=lmtp")
    assert f"mail={auth_server.maildir(ALICE)}" in w.line()
    w.send("USER", 2, "nobody@example.org")
    assert w.line() == ["NOTFOUND", "2"]
    w.send("USER", 3, "../../etc/passwd")
    assert w.line() == ["NOTFOUND", "3"]
    w.send("LIST", 4)
    listed = []
    while (fields := w.line())[0] == "LIST":
        listed.append(fields[2])
    assert fields == ["DONE", "4"]
    assert listed == sorted(listed) and {ALICE, BOB} <= set(listed)


@pytest.mark.parametrize("line", [b"nonsense\n", b"AUTH\t1\n", b"VERSION\t9\t0\n",
                                  b"x" * 20000 + b"\n", b"y" * 40000])
def test_malformed_lines_end_the_connection(wire, line):
    w = wire()
    try:
        w.socket.sendall(line)
        assert w.line() == [""]
    except (BrokenPipeError, ConnectionResetError):
        pass
    again = wire()
    again.login(1, ALICE, PASSWORD)
    assert again.line()[0] == "OK"


def test_logins_work_again_after_auth_was_killed(auth_server):
    [(pid, _)] = auth_server.children("auth")
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 60
    while True:
        try:
            auth_server.imap(ALICE).logout()
            break
        except Exception:
            assert time.monotonic() < end
            time.sleep(0.1)
