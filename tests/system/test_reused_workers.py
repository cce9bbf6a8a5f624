# SPDX-License-Identifier: MIT
"""isolation = uid: processes that serve one session after the other."""
import json
import os
import re
import signal

import pytest
from conftest import Server
from test_park import ALICE, Client, all_parked, deliver, reload, until, zygote

BOB = "bob@example.org"


@pytest.fixture(scope="module")
def house():
    """Every pause of a client parks its session. What the sanitizer keeps of
    freed memory would look as if a process grew."""
    before = os.environ.get("ASAN_OPTIONS", "")
    os.environ["ASAN_OPTIONS"] = f"{before}:quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
    s = Server('isolation = "uid"\nsession_linger = 0\n')
    for user in (ALICE, BOB):
        s.add_user(user)
    s.start()
    os.environ["ASAN_OPTIONS"] = before
    for user in (ALICE, BOB):
        deliver(s, f"for {user}", user)
    yield s
    s.remove()


def processes(server):
    """Those behind the zygote."""
    first = zygote(server)
    return {pid for pid, _ in server.children("imap") if pid != first}


def files(pid):
    return [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]


def has(pid, user):
    """It has files of that user open."""
    return any(f"/{user.split('@')[0]}/Maildir" in path for path in files(pid))


def who_serves(server, user):
    return next((pid for pid in processes(server) if has(pid, user)), None)


def all_idle(server):
    all_parked(server)
    until(lambda: not any(who_serves(server, user) for user in (ALICE, BOB)), server.log_text)


def enter(server, user=ALICE):
    """A session that is parked, so its process could take the next."""
    client = Client(server, user)
    client.run("SELECT INBOX")
    all_idle(server)
    return client


def subject(client):
    return "".join(client.run("FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]"))


def wake(server, client):
    """With a part of a command, so that its process stays; which it is."""
    client.send("x NO")
    until(lambda: who_serves(server, ALICE), server.log_text)
    return who_serves(server, ALICE)


def test_one_process_shows_each_user_their_own(house):
    clients = {user: enter(house, user) for user in (ALICE, BOB)}
    for _ in range(3):
        for user, client in clients.items():
            assert f"for {user}" in subject(client)
            all_idle(house)
    for client in clients.values():
        client.run("LOGOUT")
        all_idle(house)
    ends = re.findall(r"imap\[(\d+)\] info logout \S+ user=\"(\w+)", house.log_text())
    assert any((pid, "bob") in ends for pid, user in ends if user == "alice"), ends


def test_nothing_of_a_session_stays_in_its_process(house):
    def held():
        all_idle(house)
        found = {}
        for pid in processes(house):
            with open(f"/proc/{pid}/maps") as maps:
                assert "example.org" not in maps.read()
            with open(f"/proc/{pid}/statm") as statm:
                found[pid] = len(files(pid)), int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return found

    def turn(rounds):
        for _ in range(rounds):
            for user in (ALICE, BOB):
                client = Client(house, user)
                client.run("SELECT INBOX")
                assert f"for {user}" in subject(client)
                client.run("LOGOUT")

    turn(5)
    before = held()
    rounds = 400 if os.environ.get("FUMIKURA_LONG") else 40
    turn(rounds)
    after = held()
    assert len({count for count, _ in [*before.values(), *after.values()]}) == 1, (before, after)
    most = max(size for _, size in before.values())
    # 2 KiB for each of three wakes of two users are too much; 1 MiB is noise.
    assert max(size for _, size in after.values()) < most + (1 << 20) + rounds * 2 * 3 * 2048, (before, after)


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "tls"])
def test_what_a_client_says_wakes_once(house, tls):
    """Its process finds it, also where that is faster than gate's relay."""
    def parks():
        return json.loads(house.run("stats", "--json").stdout)["gate_parks"]

    client = Client(house, tls=tls)
    client.run("SELECT INBOX")
    all_idle(house)
    before = parks()
    for _ in range(30):
        client.run("NOOP")
        all_parked(house)
    assert parks() == before + 30
    client.run("LOGOUT")


def test_a_killed_process_ends_one_session(house):
    client, other = enter(house), enter(house, BOB)
    os.kill(wake(house, client), signal.SIGKILL)
    assert client.ends()
    assert f"for {BOB}" in subject(other)
    other.run("LOGOUT")
    again = enter(house)
    assert f"for {ALICE}" in subject(again)
    again.run("LOGOUT")


def test_who_is_idle_may_be_ended(house):
    client = enter(house)
    for number in (signal.SIGTERM, signal.SIGKILL):
        all_idle(house)
        old = processes(house)
        for pid in old:
            os.kill(pid, number)
        until(lambda: not old & processes(house), house.log_text)
        assert f"for {ALICE}" in subject(client)
    client.run("LOGOUT")


def test_a_kick_ends_its_own_session(house):
    client, other = enter(house), enter(house, BOB)
    old = wake(house, client)
    assert house.run("session", "kick", ALICE).returncode == 0
    assert client.line() == "* BYE The administrator has ended this session"
    assert client.ends()
    # Whoever got a signal is not used again.
    until(lambda: old not in processes(house), house.log_text)
    assert f"for {BOB}" in subject(other)
    other.run("LOGOUT")


def test_a_trace_is_of_its_own_user(house):
    client, other = enter(house), enter(house, BOB)
    trace = house.dir / "trace"
    assert house.run("session", "trace", ALICE, "--output", str(trace)).returncode == 0
    for _ in range(2):
        for one in (client, other):
            subject(one)
            all_idle(house)
    told = trace.read_text()
    assert f"for {ALICE}" in told and BOB not in told
    for one in (client, other):
        one.run("LOGOUT")


def test_after_a_reload_the_old_ones_leave(house):
    client = enter(house)
    old = processes(house)
    assert old
    reload(house)
    until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in old), house.log_text)
    assert f"for {ALICE}" in subject(client)
    client.run("LOGOUT")
