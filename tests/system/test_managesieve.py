# SPDX-License-Identifier: MIT
"""ManageSieve: quotas, limits, settings, many clients, programs that are killed."""
import concurrent.futures
import contextlib
import os
import signal
import time

from conftest import PASSWORD
from sieve_client import SieveClient

ALICE, BOB = "alice@example.org", "bob@example.org"


def plain(_):
    return f"\0{ALICE}\0{PASSWORD}".encode()


def sieve(server, user=ALICE, **more):
    client = SieveClient(server.managesieve_port, **more)
    return client.login(user, PASSWORD) if user else client


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


# ---- quotas, limits, settings ----

def test_a_mechanism_that_is_off_is_too_weak(new_server):
    server = new_server('auth_mechanisms = "PLAIN"\n')
    client = sieve(server, None)
    assert client.capabilities["SASL"] == "PLAIN"
    assert client.authenticate("SCRAM-SHA-1", lambda _: b"").code == "AUTH-TOO-WEAK"
    assert client.authenticate("NONSENSE", lambda _: b"").code is None
    client.close()


def test_quotas(new_server):
    server = new_server("sieve_quota_max_scripts = 2\nsieve_quota_max_storage = 1500\n"
                        "sieve_max_script_size = 1024\nmanagesieve_errors = 2\n")
    client = sieve(server)
    thousand = "#" + "x" * 996 + "\r\n"
    for verb in ("PUTSCRIPT", "HAVESPACE"):
        def ask(name, text, verb=verb):
            if verb == "HAVESPACE":
                return client.command(f'HAVESPACE "{name}" {len(text)}')
            return client.put(name, text)
        assert ask("a", thousand).ok
        assert client.put("a", thousand).ok
        assert ask("b", thousand).code == "QUOTA"
        assert ask("b", thousand * 2).code == "QUOTA/MAXSIZE"
        assert ask("b", "keep;").ok
        assert client.put("b", "keep;").ok
        assert ask("c", "keep;").code == "QUOTA/MAXSCRIPTS"
        assert ask("b", "stop;").ok
    # RFC 5804 2.12: a check asks for no quota.
    assert client.command('CHECKSCRIPT "keep;"').ok
    assert set(client.scripts()) == {"a", "b"}
    answer = client.put("b", "foo;\r\nbar;\r\nbaz;\r\nkeep;\r\n")
    assert b"line 1: " in answer.last and b"baz" not in answer.last
    # One that is larger than can be read away ends the session.
    large = client.command('PUTSCRIPT "b" {4000000000+}')
    assert large.last.startswith(b"BYE "), large
    client.close()
    assert server.run("sieve", "get", ALICE, "b").stdout == "keep;"


def test_a_closed_service(new_server):
    server = new_server(start=False, users=(ALICE, BOB))
    server.configure(
        f'accounts "db" {{\n  type = "sqlite"\n  file = "{server.dir}/lib/accounts.sqlite"\n'
        '  user_query = "SELECT username, password, CASE WHEN username LIKE \'alice%\' '
        'THEN \'imap, lmtp\' END AS services FROM mailbox WHERE username = %{user}"\n}\n')
    server.start()
    client = sieve(server, None)
    refused = client.authenticate("PLAIN", plain, True)
    assert refused.last.startswith(b"NO ") and refused.code is None, refused
    client.login(BOB, PASSWORD)
    client.close()


def test_too_many_sessions(new_server):
    server = new_server("user_connections = 2\n")
    open_ones = [sieve(server), sieve(server)]
    client = sieve(server, None)
    assert client.authenticate("PLAIN", plain, True).code == "TRYLATER"
    for one in open_ones:
        one.command("LOGOUT")
        one.close()

    def again():
        # A refusal counts, so each on a connection of its own.
        other = sieve(server, None)
        done = other.authenticate("PLAIN", plain, True)
        other.close()
        return done.ok
    wait_for(again)
    client.close()


def test_reload_tells_other_extensions(new_server):
    server = new_server('sieve_extensions = "fileinto"\n')
    assert sieve(server, None).capabilities["SIEVE"] == "fileinto"
    session = sieve(server)
    server.configure('sieve_extensions = "fileinto envelope"\nsieve_max_redirects = 7\n')
    os.kill(server.process.pid, signal.SIGHUP)
    wait_for(lambda: sieve(server, None).capabilities["SIEVE"] == "fileinto envelope")
    assert sieve(server, None).capabilities["MAXREDIRECTS"] == "7"
    assert session.command("NOOP").ok
    session.close()


# ---- trouble ----

def test_programs_that_are_killed(server):
    client = sieve(server)
    assert client.put("kept", "keep;").ok
    client.send('PUTSCRIPT "half" {100+}\r\n# half')
    zygote, *workers = sorted(pid for pid, _ in server.children("managesieve"))
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert client.file.read() == b""
    other = sieve(server)
    assert set(other.scripts()) == {"kept"}
    os.kill(zygote, signal.SIGKILL)
    os.kill(server.children("gate")[0][0], signal.SIGKILL)

    def again():
        with contextlib.suppress(OSError, AssertionError):
            return sieve(server)
    client = wait_for(again)
    assert client.scripts() == {"kept": False}
    assert "SIEVE" in client.parse(client.command("CAPABILITY"))
    client.close()
    other.close()


def test_a_server_that_stops_says_so(new_server):
    server = new_server()
    session, stranger = sieve(server), sieve(server, None)
    os.kill(server.process.pid, signal.SIGTERM)
    for client in (session, stranger):
        assert client.answer().last.startswith(b"BYE (TRYLATER) ")
        client.close()
    server.process.wait(60)


def test_many_clients(server):
    """Each of them with scripts of its own in one account: none is lost."""
    def work(number):
        client = sieve(server, BOB)
        for turn in range(5):
            assert client.put(f"s{number}", f"# {turn}\r\nkeep;\r\n").ok
            assert client.command(f'SETACTIVE "s{number}"').ok
            assert sum(client.scripts().values()) <= 1
        assert client.command(f'RENAMESCRIPT "s{number}" "t{number}"').ok
        client.command("LOGOUT")
        client.close()

    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        list(pool.map(work, range(40)))
    scripts = sieve(server, BOB).scripts()
    assert set(scripts) == {f"t{n}" for n in range(40)} and sum(scripts.values()) == 1


def test_idle_before_login_ends(new_server):
    server = new_server("gate_login_timeout = 5\n")
    client = sieve(server, None)
    assert client.answer().last == b'BYE "The time to log in is over."'
    client.close()
