# SPDX-License-Identifier: MIT
"""Programs are replaced while sessions are parked."""
import os
import re
import shutil

import conftest
import pytest
from conftest import BUILD, Server
from test_park import Client, all_parked, deliver, reload, until, workers

USERS = [f"{name}@example.org" for name in ("ann", "bob", "carol")]

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="writes gate's memory")


def put_program(name, folder):
    """Another file of that name, as an upgrade makes it."""
    shutil.copy2(BUILD / name, folder / f"{name}.new")
    os.rename(folder / f"{name}.new", folder / name)
    return os.stat(folder / name).st_ino


@pytest.fixture
def own_programs(tmp_path, monkeypatch):
    """Servers are started from a folder of their own."""
    tmp_path.chmod(0o755)
    for path in BUILD.glob("fumikura*"):
        try:
            os.link(path, tmp_path / path.name)
        except OSError:
            shutil.copy2(path, tmp_path)
    monkeypatch.setattr(conftest, "BUILD", tmp_path)
    return tmp_path


def age_record(pid, user):
    """What that gate keeps for the user's session is of a version that is none."""
    record = re.compile(rb"[\x01-\x7f][\0-\x0f].{4}" + len(user).to_bytes(4, "big") + user.encode(),
                        re.DOTALL)
    found = 0
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "r+b", 0) as memory:
        for line in maps:
            first, last = (int(x, 16) for x in line.split()[0].split("-"))
            if " rw" not in line or last - first > 1 << 24:
                continue
            try:
                memory.seek(first)
                held = memory.read(last - first)
            except OSError:
                continue
            for match in record.finditer(held):
                memory.seek(first + match.start())
                memory.write(b"\xff")
                found += 1
    return found


def exe(pid):
    return os.stat(f"/proc/{pid}/exe").st_ino


def test_a_replaced_program_goes_on_with_what_it_can(own_programs):
    server = Server("session_linger = 0\n")
    try:
        for user in USERS:
            server.add_user(user)
        server.start()
        clients = [Client(server, user, tls=n == 2) for n, user in enumerate(USERS)]
        for client in clients:
            client.run("SELECT INBOX")
            client.idle()
        all_parked(server)
        new = put_program("fumikura-imap", own_programs)
        reload(server)
        # Those that the new program can't read are what another version's would be.
        old_gate = min(pid for pid, _ in server.children("gate"))
        assert age_record(old_gate, USERS[1])
        for user in USERS:
            deliver(server, "after it", user)
        ann, bob, carol = clients
        assert bob.line() == "* BYE [UNAVAILABLE] The session can't go on"
        assert bob.ends()
        for client in (ann, carol):
            assert client.line() == "* 1 EXISTS"
            client.line()
            client.send("DONE\r\n")
            assert client.rest() == []
        all_parked(server)
        ann.send("x NO")
        until(lambda: workers(server) == 1, "not woken")
        assert exe(max(pid for pid, _ in server.children("imap"))) == new
        ann.send("OP\r\n")
        assert ann.line().startswith("x OK")
        for client in (ann, carol):
            assert client.run("UID SEARCH ALL") == ["* SEARCH 1"]
            client.run("LOGOUT")
        # Who lost the connection comes again.
        Client(server, USERS[1]).run("LOGOUT")
    finally:
        server.remove()
