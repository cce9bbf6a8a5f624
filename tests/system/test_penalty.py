# SPDX-License-Identifier: MIT
"""Guessing is made slow, and fail2ban can read who does it."""
import base64
import re
import socket
import subprocess
import time

import pytest
from conftest import TOP

FILTER = TOP / "contrib" / "fail2ban" / "filter.d" / "fumikura.conf"


class Auth:
    """An MTA that asks the auth socket; its clients may come from anywhere."""

    def __init__(self, server):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(server.dir / "run" / "auth"))
        self.file = self.socket.makefile("rwb")
        self.id = 0
        while self.file.readline().rstrip() != b"DONE":
            pass
        self.say("VERSION\t1\t2", "CPID\t1")

    def say(self, *lines):
        self.file.write("".join(line + "\n" for line in lines).encode())
        self.file.flush()

    def ask(self, ip, user, password):
        self.id += 1
        response = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self.say(f"AUTH\t{self.id}\tPLAIN\tservice=smtp\tnologin\trip={ip}\tresp={response}")
        return self.id

    def answer(self):
        word, number = self.file.readline().decode().rstrip("\n").split("\t")[:2]
        return word, int(number)

    def login(self, ip, user, password):
        asked = self.ask(ip, user, password)
        word, number = self.answer()
        assert number == asked
        return word


@pytest.fixture
def guessed(new_server):
    return new_server(settings='auth_penalty_max = 1000\nauth_failures_network = 3\n'
                      'password_scheme = "SSHA512"\n')


def results(server, ip):
    return re.findall(rf'auth result=(\w+)( counted=yes)? user="[^\n]* rip="{re.escape(ip)}"\n',
                      server.log_text())


def test_a_guesser_waits(guessed):
    auth = Auth(guessed)
    assert auth.login("192.0.2.1", "alice@example.org", "wrong") == "FAIL"
    since = time.monotonic()
    assert auth.login("192.0.2.1", "bert@example.org", "wrong too") == "FAIL"
    assert time.monotonic() - since > 0.99
    assert auth.login("192.0.2.2", "alice@example.org", "correct horse") == "OK"
    assert results(guessed, "192.0.2.1") == [("wrong_password", " counted=yes"),
                                             ("unknown_user", " counted=yes")]


def test_a_repeated_guess_does_not_count(guessed):
    auth = Auth(guessed)
    for _ in range(20):
        assert auth.login("192.0.2.1", "alice@example.org", "old password") == "FAIL"
    assert results(guessed, "192.0.2.1") == [("wrong_password", " counted=yes")] + \
        [("wrong_password", "")] * 19


def test_too_many_failures_are_refused_unchecked(guessed):
    auth = Auth(guessed)
    for number in range(3):
        assert auth.login("192.0.2.1", "alice@example.org", f"wrong {number}") == "FAIL"
    assert auth.login("192.0.2.1", "alice@example.org", "correct horse") == "FAIL"
    assert results(guessed, "192.0.2.1")[-1] == ("too_many_failures", "")
    assert auth.login("192.0.2.2", "alice@example.org", "correct horse") == "OK"
    # Parallel guesses gain nothing: who can't wait any longer is refused.
    for number in range(10):
        auth.ask("192.0.2.1", f"user{number}@example.org", "wrong")
    assert {auth.answer()[0] for _ in range(10)} == {"FAIL"}
    assert ("too_many_failures", "") in results(guessed, "192.0.2.1")[4:]


def test_local_networks_are_exempt(guessed):
    auth = Auth(guessed)
    for number in range(20):
        assert auth.login("127.0.0.1", "alice@example.org", f"wrong {number}") == "FAIL"
    assert auth.login("127.0.0.1", "alice@example.org", "correct horse") == "OK"
    assert set(results(guessed, "127.0.0.1")) == {("wrong_password", ""), ("ok", "")}


def fail2ban(log):
    done = subprocess.run(["fail2ban-regex", "--print-all-matched", str(log), str(FILTER)],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done
    found = re.search(r"Lines: (\d+) lines, \d+ ignored, (\d+) matched", done.stdout)
    assert found, done.stdout
    return int(found.group(2)), done.stdout


def test_fail2ban_reads_the_log(guessed, tmp_path):
    auth = Auth(guessed)
    auth.login("192.0.2.1", "alice@example.org", "wrong")
    auth.login("192.0.2.1", "alice@example.org", "wrong")
    auth.login("192.0.2.1", "alice@example.org", "wrong 2")
    auth.login("192.0.2.7", "alice@example.org", "correct horse")
    auth.login("127.0.0.1", "alice@example.org", "wrong")
    auth.login("2001:db8::7", 'x" mech=PLAIN service="smtp" rip="203.0.113.9"', "wrong")
    auth.login("2001:db8::7", "x\n2026-01-01T00:00:00.000Z auth[1] warn auth result=unknown_user"
               ' counted=yes user="x" mech=PLAIN service="smtp" rip="203.0.113.9"', "wrong")
    # As it is, and as syslog passes it on.
    text = guessed.log_text()
    mixed = tmp_path / "log"
    mixed.write_text(text)
    matched, shown = fail2ban(mixed)
    assert matched == 4, shown
    assert "203.0.113.9" not in re.sub(r"^\|.*$", "", shown, flags=re.M), shown
    mixed.write_text("".join(f"Nov 22 09:00:00 mail fumikura[17]: {line}\n"
                             for line in text.splitlines()))
    assert fail2ban(mixed)[0] == 4
