# SPDX-License-Identifier: MIT
"""Several account sources, master users and the cache, at auth's sockets."""
import socket
import time

import pytest

from auth_peer import Peer
from conftest import PASSWORD
from hostile import NAMES, try_imap, try_names

ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture
def peer():
    opened = []

    def make(server, name="auth"):
        opened.append(Peer(server, name))
        return opened[-1]

    yield make
    for p in opened:
        p.close()


def section(name, kind, **options):
    lines = "".join(f"{key} = {value}\n" if isinstance(value, (int, bool))
                    else f'{key} = "{value}"\n' for key, value in options.items())
    return f'accounts "{name}" {{\ntype = "{kind}"\n{lines}}}\n'.replace(
        "True", "true").replace("False", "false")


class Sources:
    """A server with a passwd-file before its SQLite accounts."""

    def __init__(self, new_server, more="", **options):
        self.server = new_server(start=False)
        self.file = self.server.dir / "staff"
        self.file.write_text("zoe@example.org:{PLAIN}z::::::\n")
        self.file.chmod(0o644)
        self.server.configure(
            more + section("staff", "passwd-file", file=self.file, **options)
            + section("all", "sqlite", file=self.server.dir / "lib/accounts.sqlite"))

    def write(self, *lines):
        new = self.file.with_suffix(".new")
        new.write_text("".join(line + "\n" for line in lines))
        new.chmod(0o644)
        new.rename(self.file)


def test_the_first_source_that_knows_a_user_decides(new_server, peer):
    s = Sources(new_server)
    s.write(ALICE + ":{PLAIN}staff::::/srv/alice::")
    s.server.add_user(BOB)
    s.server.start()
    auth, userdb = peer(s.server), peer(s.server, "auth-userdb")
    assert auth.login(ALICE, "staff") == ["OK", "user=" + ALICE]
    assert auth.login(ALICE, PASSWORD) == ["FAIL", "user=" + ALICE]
    assert auth.login(BOB, PASSWORD) == ["OK", "user=" + BOB]
    assert auth.login("carol@example.org", PASSWORD)[0] == "FAIL"
    assert "home=/srv/alice" in userdb.ask(ALICE)
    assert userdb.ask(BOB)[0] == "USER"
    assert userdb.ask("carol@example.org") == ["NOTFOUND"]


def test_trouble_of_a_source_is_no_word_about_users(new_server, peer):
    s = Sources(new_server)
    s.server.start()
    userdb = peer(s.server, "auth-userdb")
    assert userdb.ask(BOB) == ["NOTFOUND"]
    s.file.unlink()
    assert userdb.ask(BOB) == ["FAIL", "code=temp_fail"]
    assert peer(s.server).login(BOB, "x") == ["closed"]
    assert userdb.ask(ALICE)[0] == "USER"
    assert peer(s.server).login(ALICE, PASSWORD)[0] == "OK"
    s.write(BOB + ":{PLAIN}b::::::")
    assert userdb.ask(BOB)[0] == "USER"
    assert userdb.ask("carol@example.org") == ["NOTFOUND"]


def test_mail_is_never_roots(new_server, peer):
    s = Sources(new_server)
    s.write("carol@example.org:{PLAIN}c:0:1000::::", "dave@example.org:{PLAIN}d:1000:0::::",
            "zoe@example.org:{PLAIN}z::::::")
    s.server.start()
    userdb = peer(s.server, "auth-userdb")
    for user in ("carol@example.org", "dave@example.org"):
        assert userdb.ask(user) == ["FAIL", "code=temp_fail"]
        assert peer(s.server).login(user, user[0]) == ["closed"]
        assert s.server.run("auth", "lookup", user).returncode == 75
    assert s.server.run("user", "list", "--source", "staff").stdout == "zoe@example.org\tactive\n"


def test_a_source_that_hangs_holds_up_nobody_else(new_server, peer):
    server = new_server(start=False)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        server.configure(
            section("all", "sqlite", file=server.dir / "lib/accounts.sqlite")
            + section("far", "ldap", uri=f"ldap://127.0.0.1:{port}",
                      base="dc=example,dc=org", timeout=8))
        server.start()
        waiting, other, auth = (peer(server, "auth-userdb"), peer(server, "auth-userdb"),
                                peer(server))
        start = time.monotonic()
        for number in range(60):
            waiting.send("USER", number, f"nobody{number}@example.org")
        assert other.ask(ALICE)[0] == "USER"
        assert auth.login(ALICE, PASSWORD)[0] == "OK"
        answers = [waiting.line() for _ in range(60)]
        # Two at a time, each for 8 s, it would take four minutes.
        assert time.monotonic() - start < 200
    assert {fields[0] for fields in answers} == {"FAIL"}
    assert sorted(int(fields[1]) for fields in answers) == list(range(60))


def test_networks_of_a_user_are_heeded(new_server, peer):
    s = Sources(new_server)
    s.write(BOB + ":{PLAIN}b::::::allow_nets=192.0.2.0/24")
    s.server.start()
    auth = peer(s.server)
    assert auth.login(BOB, "b", ip="192.0.2.77")[0] == "OK"
    assert "code=authz_fail" in auth.login(BOB, "b", ip="198.51.100.1")
    # Who doesn't know the password doesn't learn of it.
    assert auth.login(BOB, "x", ip="198.51.100.1") == ["FAIL", "user=" + BOB]


def test_a_master_user_logs_in_as_anybody(new_server, peer):
    s = Sources(new_server, 'auth_master_separator = "*"\n', master=True)
    s.write("boss:{PLAIN}m::::::")
    s.server.start()
    auth = peer(s.server)
    ok = ["OK", "user=" + ALICE]
    assert auth.login(ALICE + "*boss", "m") == ok
    assert auth.login("boss", "m", authorize=ALICE) == ok
    assert auth.login(ALICE + "*boss", PASSWORD)[0] == "FAIL"
    assert auth.login("boss", "m")[0] == "FAIL"
    assert auth.login("nobody*boss", "m")[0] == "FAIL"
    assert auth.login(ALICE, PASSWORD, authorize=BOB)[0] == "FAIL"
    assert auth.login(ALICE, PASSWORD, authorize=ALICE) == ok
    assert auth.login(ALICE, PASSWORD) == ok
    assert 'master="boss"' in s.server.log_text()
    assert peer(s.server, "auth-userdb").ask("boss") == ["NOTFOUND"]


def test_without_master_sources_nobody_is_somebody_else(new_server, peer):
    s = Sources(new_server, 'auth_master_separator = "*"\n')
    s.write("boss:{PLAIN}m::::::")
    s.server.start()
    auth = peer(s.server)
    assert auth.login(ALICE + "*boss", "m")[0] == "FAIL"
    assert "code=authz_fail" in auth.login("boss", "m", authorize=ALICE)


def stats(server):
    done = server.run("auth", "cache", "status")
    assert done.returncode == 0, done.stderr
    return {name: int(value) for name, value in
            (line.split("\t") for line in done.stdout.splitlines())}


def test_answers_are_cached_until_flushed_and_a_new_password_holds_at_once(
        new_server, peer):
    s = Sources(new_server, "auth_cache_size = 1000000\n")
    s.write(BOB + ":{PLAIN}one::::/srv/one::")
    s.server.start()
    auth, userdb = peer(s.server), peer(s.server, "auth-userdb")
    assert auth.login(BOB, "one")[0] == "OK"
    before = stats(s.server)
    assert auth.login(BOB, "one")[0] == "OK"
    assert stats(s.server)["hits"] == before["hits"] + 1
    s.write(BOB + ":{PLAIN}two::::/srv/two::")
    assert "home=/srv/one" in userdb.ask(BOB)
    assert auth.login(BOB, "wrong")[0] == "FAIL"
    assert auth.login(BOB, "two")[0] == "OK"
    assert auth.login(BOB, "one")[0] == "FAIL"
    s.write(BOB + ":{PLAIN}two::::/srv/three::")
    assert "home=/srv/two" in userdb.ask(BOB)
    done = s.server.run("auth", "cache", "flush", BOB)
    assert (done.returncode, done.stdout) == (0, "flushed\t1\n")
    assert "home=/srv/three" in userdb.ask(BOB)
    # A name that was nobody's, by our own command.
    assert userdb.ask("carol@example.org") == ["NOTFOUND"]
    s.server.add_user("carol@example.org")
    assert userdb.ask("carol@example.org")[0] == "USER"


def test_a_change_flushes_only_that_user(new_server, peer):
    server = new_server("auth_cache_size = 1048576\n", users=(ALICE, BOB))
    auth = peer(server)

    for user in (ALICE, BOB):
        assert auth.login(user, PASSWORD)[0] == "OK"
    assert stats(server)["users"] == 2
    assert server.run("user", "passwd", ALICE, input="new\n").returncode == 0
    assert stats(server)["users"] == 1
    assert auth.login(ALICE, PASSWORD)[0] == "FAIL"
    assert auth.login(ALICE, "new")[0] == "OK"


def test_while_a_source_is_away_old_answers_serve(new_server, peer):
    s = Sources(new_server, "auth_cache_size = 1000000\nauth_cache_ttl = 1\n"
                            "auth_cache_negative_ttl = 1\n")
    s.write(BOB + ":{PLAIN}b::::::")
    s.server.start()
    auth, userdb = peer(s.server), peer(s.server, "auth-userdb")
    assert auth.login(BOB, "b")[0] == "OK"
    assert userdb.ask("carol@example.org") == ["NOTFOUND"]
    s.file.unlink()
    time.sleep(1.1)  # older than their TTL; more does no harm
    assert userdb.ask(BOB)[0] == "USER"
    assert auth.login(BOB, "b")[0] == "OK"
    assert userdb.ask("carol@example.org") == ["FAIL", "code=temp_fail"]
    assert auth.login(BOB, "other") == ["closed"]
    assert stats(s.server)["stale"] >= 2


def test_strange_names_are_nobody(new_server):
    s = Sources(new_server, "auth_cache_size = 1000000\nauth_penalty_max = 0\n")
    s.server.start()
    try_names(s.server, ALICE, PASSWORD)
    for name in NAMES:
        try_imap(s.server, name, PASSWORD)
    for name in ("*)(uid=*", "o'brien@example.org", "a b", "../a", "%u"):
        assert s.server.run("auth", "lookup", name).returncode in (1, 64), name
    s.server.imap(ALICE).logout()


def test_the_admin_asks_each_source(new_server):
    s = Sources(new_server)
    s.write(ALICE + ":{PLAIN}staff::::/srv/alice::")
    run = s.server.run
    done = run("auth", "lookup", ALICE)
    assert done.returncode == 0 and "home\t/srv/alice" in done.stdout
    assert "source\tstaff (passwd-file)" in done.stdout and "{PLAIN}staff" not in done.stdout
    assert "source\tall (sqlite)" in run("auth", "lookup", ALICE, "--source", "all").stdout
    assert run("auth", "lookup", BOB).returncode == 1
    assert run("auth", "lookup", BOB, "--source", "none").returncode == 1
    assert run("auth", "test", ALICE, input="staff\n").returncode == 0
    assert run("auth", "test", ALICE, input=PASSWORD + "\n").returncode == 1
    assert run("auth", "test", ALICE, "--source", "all",
               input=PASSWORD + "\n").returncode == 0
    s.file.unlink()
    assert run("auth", "lookup", BOB).returncode == 75
    assert run("auth", "test", BOB, input="x\n").returncode == 75


def test_a_section_that_cannot_work_stops_the_check(new_server):
    server = new_server(start=False)
    assert server.run("config", "check").returncode == 0
    for bad in (section("x", "gopher"), section("x", "sqlite", uri="y"),
                section("x", "ldap")):
        server.configure(bad)
        done = server.run("config", "check")
        assert done.returncode == 78, bad
        assert "fumikura.conf:" in done.stderr, done.stderr
    server.configure(section("x", "sqlite", file="/nowhere", threads=3))
    shown = server.run("config", "show").stdout
    assert 'accounts "x" {' in shown and "threads = 3" in shown


def test_the_last_login_is_kept(new_server, peer):
    server = new_server(users=(ALICE, BOB))
    assert "last login\t-\n" in server.run("user", "show", ALICE).stdout
    auth = peer(server)
    assert auth.login(ALICE, PASSWORD, ip="192.0.2.5")[0] == "OK"
    assert auth.login(BOB, "wrong", ip="192.0.2.6")[0] == "FAIL"
    end = time.monotonic() + 60
    while "Z 192.0.2.5 smtp\n" not in server.run("user", "show", ALICE).stdout:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert auth.login(ALICE, PASSWORD, ip="192.0.2.7", service="pop3")[0] == "OK"
    server.stop()  # writes what is left
    assert "Z 192.0.2.7 pop3\n" in server.run("user", "show", ALICE).stdout
    assert "last login\t-\n" in server.run("user", "show", BOB).stdout
