# SPDX-License-Identifier: MIT
"""fumikura session: who is connected, ending them, and what they say."""
import base64
import concurrent.futures
import json
import os
import re
import signal
import socket
import stat

import pytest
from conftest import PASSWORD, mail
from test_park import Client, all_parked, until

ALICE, BOB = "alice@example.org", "bob@example.org"


def listed(server, *words):
    done = server.run("session", "list", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def session_of(server, user, *words):
    """The only one."""
    found = listed(server, user, *words)
    assert len(found) == 1, found
    return found[0]


@pytest.fixture(scope="module")
def house():
    """A server with alice and bob, whose sessions are parked in IDLE only."""
    from conftest import Server
    s = Server()
    for user in (ALICE, BOB):
        s.add_user(user)
    s.start()
    yield s
    s.remove()


def test_active_session_is_shown(house):
    client = Client(house)
    client.run("SELECT INBOX")
    client.run("UID FETCH 1:* (FLAGS)")
    one = session_of(house, ALICE)
    assert (one["user"], one["service"], one["address"]) == (ALICE, "imap", "127.0.0.1")
    assert (one["tls"], one["state"], one["mailbox"]) == (False, "active", "INBOX")
    assert one["command"] == "UID FETCH"
    assert one["bytes_in"] > len("p1 SELECT INBOX\r\n")
    assert one["bytes_out"] > one["bytes_in"]
    assert one["since"] <= one["command_since"]
    client.run("CLOSE")
    one = session_of(house, ALICE)
    assert (one["command"], one["mailbox"]) == ("CLOSE", None)
    client.run("LOGOUT")
    client.close()
    until(lambda: not listed(house, ALICE), house.log_text)
    # The log names it alike, and counts alike.
    last = next(line for line in house.log_text().splitlines()
                if one["session"] in line and " logout " in line)
    assert f" in={one['bytes_in'] + len('p4 LOGOUT') + 2} " in last


def test_parked_session_keeps_what_was_seen(house):
    client = Client(house, tls=True)
    client.run("SELECT INBOX")
    client.idle()
    all_parked(house)
    until(lambda: session_of(house, ALICE)["state"] == "parked", house.log_text)
    one = session_of(house, ALICE)
    assert (one["tls"], one["command"], one["mailbox"]) == (True, "IDLE", "INBOX")
    # Woken for a change and parked again: the command is still the client's.
    assert house.deliver(ALICE, mail("news")).returncode == 0
    assert re.fullmatch(r"\* \d+ EXISTS", client.line())
    until(lambda: session_of(house, ALICE)["bytes_out"] > one["bytes_out"], house.log_text)
    again = session_of(house, ALICE)
    assert [again[k] for k in ("session", "command", "command_since", "mailbox", "bytes_in")] \
        == [one[k] for k in ("session", "command", "command_since", "mailbox", "bytes_in")]
    client.close()
    until(lambda: not listed(house, ALICE), house.log_text)


def test_other_services_are_shown(house):
    with socket.create_connection(("127.0.0.1", house.pop3_port)) as s, s.makefile("rb") as f:
        s.settimeout(60)
        f.readline()
        for line in (f"USER {BOB}", "PASS correct horse", "STAT"):
            s.sendall(line.encode() + b"\r\n")
            assert f.readline().startswith(b"+OK")
        one = session_of(house, BOB)
        assert (one["service"], one["command"], one["mailbox"]) == ("pop3", "STAT", None)


def test_filters_and_table(house):
    a, b = Client(house), Client(house, BOB)
    mine = session_of(house, ALICE)
    assert listed(house, "--session", mine["session"]) == [mine]
    assert {s["user"] for s in listed(house, "--service", "imap")} == {ALICE, BOB}
    assert listed(house, "--user", ALICE, "--service", "pop3") == []
    assert len(listed(house, "--address", "127.0.0.0/8")) == 2
    assert listed(house, "--address", "192.0.2.1") == []
    table = house.run("session", "list", "Alice@Example.org").stdout.splitlines()
    assert table[0].split()[:3] == ["SESSION", "USER", "SERVICE"]
    assert table[1].split()[:6] == [mine["session"], ALICE, "imap", "127.0.0.1", "no", "active"]
    assert len(table) == 2
    for bad in (["--address", "here"], [ALICE, BOB], ["--session", ""]):
        assert house.run("session", "list", *bad).returncode != 0
    a.close(), b.close()
    until(lambda: not listed(house), house.log_text)


def test_who_has_not_logged_in_is_shown_if_all_are_asked_for(house):
    until(lambda: listed(house, "--all") == [], house.log_text)
    plain = socket.create_connection(("127.0.0.1", house.pop3_port))
    assert plain.recv(100).startswith(b"+OK")
    silent = socket.create_connection(("127.0.0.1", house.imaps_port))
    tls = house.imap(tls=True)
    until(lambda: len(listed(house, "--all")) == 3, house.log_text)
    rows = sorted((r["service"], r["tls"], r["state"], r["user"], r["address"])
                  for r in listed(house, "--all"))
    assert rows == [("imap", False, "handshake", None, "127.0.0.1"),
                    ("imap", True, "greeted", None, "127.0.0.1"),
                    ("pop3", False, "greeted", None, "127.0.0.1")]
    assert listed(house) == []
    pop3, = listed(house, "--all", "--service", "pop3")
    assert listed(house, "--all", "--session", pop3["session"]) == [pop3]
    assert pop3["local_address"] == "127.0.0.1" and pop3["since"] > 0
    assert listed(house, "--all", "--address", "192.0.2.0/24") == []
    assert listed(house, ALICE, "--all") == []
    table = house.run("session", "list", "--all", "--service", "pop3").stdout.splitlines()
    assert table[1].split()[:6] == [pop3["session"], "-", "pop3", "127.0.0.1", "no", "greeted"]
    # With its login it is a session, under the same id, and with LOGOUT nothing.
    before = {r["session"] for r in listed(house, "--all", "--service", "imap") if r["tls"]}
    tls.login(ALICE, PASSWORD)
    assert {session_of(house, ALICE)["session"]} == before
    tls.logout()
    plain.close(), silent.close()
    until(lambda: listed(house, "--all") == [], house.log_text)


def test_login_that_is_being_decided_is_shown(house):
    """By auth, which stands still."""
    (auth, _), = house.children("auth")
    os.kill(auth, signal.SIGSTOP)
    try:
        with socket.create_connection(("127.0.0.1", house.imap_port)) as s:
            s.settimeout(60)
            s.recv(1000)
            s.sendall(f'a LOGIN {ALICE} "{PASSWORD}"\r\n'.encode())
            until(lambda: [r["state"] for r in listed(house, "--all")] == ["login"], house.log_text)
    finally:
        os.kill(auth, signal.SIGCONT)
    until(lambda: listed(house, "--all") == [], house.log_text)


def test_desk_is_for_who_runs_the_server(house):
    path = house.dir / "run/desk"
    mode = path.stat()
    assert stat.S_ISSOCK(mode.st_mode) and stat.S_IMODE(mode.st_mode) == 0o600
    # Also where somebody has opened it.
    path.chmod(0o666)
    for folder in (house.dir, house.dir / "run"):
        folder.chmod(folder.stat().st_mode | 0o011)
    try:
        if os.geteuid() == 0:
            pid = os.fork()
            if pid == 0:
                os.setuid(65534)
                with socket.socket(socket.AF_UNIX) as s:
                    s.settimeout(60)
                    s.connect(str(path))
                    os._exit(0 if s.recv(1) == b"" else 1)
            assert os.waitpid(pid, 0)[1] == 0
            assert "denied_uid=65534" in house.log_text()
    finally:
        path.chmod(0o600)


def test_bad_requests_do_no_harm(house):
    for request in (b"", b"x", b"\1\0\0\0" + b"\xff" * 600, b"y" * 5000):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            s.connect(str(house.dir / "run/desk"))
            s.sendall(request)
            s.shutdown(socket.SHUT_WR)
            s.recv(100)
    assert listed(house) == []


def test_who_says_nothing_keeps_the_next_one_waiting_only(house):
    """Master hears eight at once."""
    silent = [socket.socket(socket.AF_UNIX) for _ in range(8)]
    for s in silent:
        s.connect(str(house.dir / "run/desk"))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        asked = pool.submit(listed, house)
        Client(house).close()  # master goes on
        for s in silent:
            s.close()
        asked.result(60)
    until(lambda: listed(house) == [], house.log_text)


def test_without_a_server(new_server):
    server = new_server(start=False)
    done = server.run("session", "list")
    assert done.returncode == 1 and "does not run" in done.stderr


# ---- kick ----

FAREWELL = "The administrator has ended this session"


def kick(server, *words):
    done = server.run("session", "kick", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def ended(client):
    """What comes until the connection ends."""
    data = client.came
    while piece := client.sock.recv(65536):
        data += piece
    return data.decode()


@pytest.mark.parametrize("tls", [False, True])
def test_kick_says_bye_to_an_active_session(house, tls):
    mine, other = Client(house, tls=tls), Client(house, BOB)
    mine.run("SELECT INBOX")
    one = session_of(house, ALICE)
    assert kick(house, ALICE) == "1 told to end"
    assert ended(mine) == f"* BYE {FAREWELL}\r\n"
    until(lambda: not listed(house, ALICE), house.log_text)
    last = [line for line in house.log_text().splitlines() if one["session"] in line]
    assert any(" kick " in line and ALICE in line for line in last)
    assert any(" logout " in line and f'reason="{FAREWELL}"' in line for line in last)
    other.run("NOOP")  # nobody else
    mine.close(), other.close()
    until(lambda: not listed(house), house.log_text)


@pytest.mark.parametrize("tls", [False, True])
def test_kick_says_bye_to_a_parked_session(house, tls):
    client = Client(house, tls=tls)
    client.run("SELECT INBOX")
    client.idle()
    until(lambda: session_of(house, ALICE)["state"] == "parked", house.log_text)
    assert kick(house, "--session", session_of(house, ALICE)["session"]) == "1 told to end"
    assert ended(client) == f"* BYE {FAREWELL}\r\n"
    until(lambda: not listed(house, ALICE), house.log_text)
    client.close()


def test_kick_ends_pop3_without_deleting(house):
    assert house.deliver(BOB, mail("kept")).returncode == 0
    with socket.create_connection(("127.0.0.1", house.pop3_port)) as s, s.makefile("rb") as f:
        s.settimeout(60)
        f.readline()
        for line in (f"USER {BOB}", "PASS correct horse", "DELE 1"):
            s.sendall(line.encode() + b"\r\n")
            assert f.readline().startswith(b"+OK")
        assert kick(house, "--service", "pop3", "--address", "127.0.0.1") == "1 told to end"
        assert f.read().decode() == f"-ERR [SYS/TEMP] {FAREWELL}.\r\n"
    client = Client(house, BOB)
    assert "* 1 EXISTS" in client.run("SELECT INBOX")
    client.run("LOGOUT")
    client.close()
    until(lambda: not listed(house), house.log_text)


def test_kick_ends_managesieve(house):
    with socket.create_connection(("127.0.0.1", house.managesieve_port)) as s, \
            s.makefile("rb") as f:
        s.settimeout(60)
        while not f.readline().startswith(b"OK"):
            pass
        plain = base64.b64encode(f"\0{BOB}\0{PASSWORD}".encode()).decode()
        s.sendall(f'AUTHENTICATE "PLAIN" "{plain}"\r\n'.encode())
        assert f.readline().startswith(b"OK")
        assert session_of(house, BOB)["service"] == "sieve"
        assert kick(house, BOB) == "1 told to end"
        assert f.read().decode() == f'BYE "{FAREWELL}."\r\n'


def test_kick_of_nobody(house):
    assert kick(house, "nobody@example.org") == "0 told to end"
    assert house.run("session", "kick").returncode == 64


def test_who_is_disabled_or_deleted_is_kicked(new_server):
    server = new_server(users=(ALICE, BOB))
    idle, other = Client(server), Client(server, BOB)
    idle.idle()
    all_of = {s["user"]: s for s in listed(server)}
    assert set(all_of) == {ALICE, BOB}
    for user, client, verb in ((ALICE, idle, "disable"), (BOB, other, "delete")):
        assert server.run("user", verb, user).returncode == 0
        said = ended(client)
        assert said.startswith("* BYE ") and said.count("\r\n") == 1, said
        until(lambda: not listed(server, user), server.log_text)
        client.close()


def test_a_worker_that_does_not_end_is_killed(new_server):
    """Its client takes nothing of what it asked for."""
    server = new_server("session_kick_grace = 0\n")
    server.deliver(ALICE, mail("big", "x" * 70 + "\n" * 1 + ("y" * 70 + "\n") * 60000))
    client = Client(server)
    client.run("SELECT INBOX")
    client.send("f1 FETCH 1 BODY[]\r\n" * 40)
    until(lambda: session_of(server, ALICE)["command"] == "FETCH", server.log_text)
    kick(server, ALICE)
    until(lambda: not listed(server, ALICE), server.log_text)
    assert "killed=yes" in server.log_text()
    client.close()


# ---- trace ----

def trace(server, user, *words):
    path = server.dir / f"trace.{len(list(server.dir.glob('trace.*')))}"
    done = server.run("session", "trace", user, "--output", str(path), *words)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path


def traced(path):
    """(session, side, text) of each line."""
    lines = []
    for line in path.read_text().splitlines():
        when, session, side, text = re.fullmatch(r"(\S+) (\S+) (..) (.*)", line).groups()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", when)
        lines.append((session, side, text))
    return lines


@pytest.mark.parametrize("tls", [False, True])
def test_trace_has_both_sides_and_no_password(house, tls):
    path = trace(house, ALICE, "--for", "1h")
    client, other = Client(house, tls=tls), Client(house, BOB)
    session = session_of(house, ALICE)["session"]
    client.run("SELECT INBOX")
    other.run("SELECT INBOX")
    # A login where there is none, a client's mistake.
    client.send(f'x LOGIN {ALICE} "{PASSWORD}"\r\ny LOGIN {{5+}}\r\nalice "{PASSWORD}"\r\n')
    while not client.line().startswith("y BAD"):
        pass
    client.run("LOGOUT")
    until(lambda: not listed(house, ALICE), house.log_text)
    lines = traced(path)
    assert {who for who, _, _ in lines} == {session}
    texts = [(side, text) for _, side, text in lines]
    assert texts.index(("C:", "p1 SELECT INBOX")) \
        < next(i for i, (side, text) in enumerate(texts)
               if side == "S:" and text.startswith("p1 OK")) \
        < texts.index(("C:", "x LOGIN <hidden>"))
    assert texts[-1][1].startswith("p2 OK")
    assert PASSWORD not in path.read_text() and "alice" not in \
        "".join(text for side, text in texts if side[0] == "C")
    client.close(), other.close()
    until(lambda: not listed(house), house.log_text)


def test_trace_takes_in_parked_sessions_when_they_go_on(house):
    client = Client(house)
    client.run("SELECT INBOX")
    client.idle()
    until(lambda: session_of(house, ALICE)["state"] == "parked", house.log_text)
    path = trace(house, ALICE)
    client.send("DONE\r\n")
    client.rest()
    until(lambda: ("C:", "DONE") in [line[1:] for line in traced(path)], house.log_text)
    client.close()
    until(lambda: not listed(house), house.log_text)


def test_trace_ends_at_its_size(new_server):
    server = new_server("session_trace_max = 4096\n")
    path = trace(server, ALICE)
    client = Client(server)
    for _ in range(200):
        client.run("NOOP")
    size = path.stat().st_size
    assert 3000 < size <= 4096
    assert "trace" in server.log_text() and "ended=size" in server.log_text()
    client.close()


def test_trace_is_bad_without_its_words(house, tmp_path):
    there = tmp_path / "there"
    there.write_text("mine\n")
    for bad in ([ALICE], ["--output", str(tmp_path / "a")], [ALICE, "--output", str(there)],
                [ALICE, "--output", str(tmp_path / "b"), "--for", "25h"],
                [ALICE, "--output", str(tmp_path / "c"), "--for", "soon"]):
        assert house.run("session", "trace", *bad).returncode != 0, bad
    assert there.read_text() == "mine\n"
    assert list(tmp_path.iterdir()) == [there]


# ---- limits ----

def test_a_service_has_its_own_limit(new_server):
    server = new_server("imap_session_limit = 1\n", users=(ALICE, BOB))
    first = Client(server)
    with socket.create_connection(("127.0.0.1", server.imap_port)) as s, s.makefile("rb") as f:
        s.settimeout(60)
        f.readline()
        s.sendall(f'a LOGIN {BOB} "{PASSWORD}"\r\n'.encode())
        assert f.readline().startswith(b"a NO [UNAVAILABLE] ")
    with socket.create_connection(("127.0.0.1", server.pop3_port)) as s, s.makefile("rb") as f:
        s.settimeout(60)
        f.readline()
        for line in (f"USER {BOB}", f"PASS {PASSWORD}"):
            s.sendall(line.encode() + b"\r\n")
            assert f.readline().startswith(b"+OK")
    first.close()
