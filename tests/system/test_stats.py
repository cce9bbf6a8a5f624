# SPDX-License-Identifier: MIT
"""fumikura stats, and the log lines of logins and logouts."""
import imaplib
import json
import os
import re
import stat
import subprocess
import time

import pytest
from conftest import BUILD, PASSWORD, mail

ALICE = "alice@example.org"


def stats(server, *words):
    done = server.run("stats", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def numbers(server):
    return json.loads(stats(server, "--json"))


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def lines(server, event, **fields):
    """The log lines of that event with these fields, as dictionaries."""
    found = []
    for line in server.log_text().splitlines():
        words = re.fullmatch(r"\S+ (\w+)\[\d+\] \w+ (\S+) (.*)", line)
        if not words or words.group(2) != event:
            continue
        one = {name: value.strip('"') for name, value in
               re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)', words.group(3))}
        if all(one.get(name) == value for name, value in fields.items()):
            found.append(one)
    return found


def test_every_program_counts(new_server):
    server = new_server()
    before = numbers(server)
    assert before["imap_sessions"] == before["lmtp_stored"] == before["sessions_open"] == 0
    assert server.deliver(ALICE, mail("counted")).returncode == 0
    assert server.deliver("nobody@example.org", mail()).returncode == 67
    with pytest.raises(imaplib.IMAP4.error):
        server.imap(ALICE, "wrong")
    client = server.imap(ALICE, tls=True)
    # The session may speak before master has counted it.
    until(lambda: numbers(server)["sessions_open"] == 1)
    client.select()
    client.fetch("1", "(BODY[HEADER.FIELDS (SUBJECT)] BODY[])")
    client.create("Other")
    client.copy("1", "Other")
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()
    until(lambda: numbers(server)["imap_bytes_out"] > 0 and numbers(server)["sessions_open"] == 0)
    after = numbers(server)
    for name, count in {
            "gate_logins": 1, "gate_logins_failed": 1, "gate_tls_handshakes": 1, "imap_sessions": 1,
            "imap_fetched_headers": 1, "imap_fetched_bodies": 1, "lmtp_stored": 1, "lmtp_refused": 1,
            "lmtp_deferred": 0, "store_appended": 1, "store_copied": 1, "store_deleted": 1,
            "store_expunged": 1, "gate_refused": 0}.items():
        assert after[name] - before[name] == count, (name, after)
    assert after["lmtp_connections"] >= 2 and after["gate_connections"] >= 2
    assert after["auth_lookups"] >= 3 and after["auth_hashes"] >= 2
    assert after["imap_commands"] == 7 and after["lmtp_stored_bytes"] > 100
    assert before["since"] == after["since"] <= time.time()


def test_counters_live_as_long_as_the_server(new_server):
    server = new_server()
    assert server.deliver(ALICE, mail()).returncode == 0
    # A new lmtp goes on with them, a new server begins anew.
    for pid, _ in server.children("lmtp"):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    until(lambda: server.deliver(ALICE, mail()).returncode == 0)
    assert numbers(server)["lmtp_stored"] == 2
    server.stop()
    assert numbers(server)["lmtp_stored"] == 2
    server.start()
    assert numbers(server)["lmtp_stored"] == 0


def test_forms(server):
    table = stats(server)
    assert re.match(r"since +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ  Start of the server\n", table)
    names = [name for name in numbers(server) if name != "since"]
    assert [line.split()[0] for line in table.splitlines()] == ["since", *names]
    text = stats(server, "--openmetrics")
    assert text.endswith("\n# EOF\n")
    for name in names:
        kind = "gauge" if name == "sessions_open" else "counter"
        assert f"# TYPE fumikura_{name} {kind}\n# HELP fumikura_{name} " in text
        value = name if kind == "gauge" else f"{name}_total"
        assert re.search(rf"^fumikura_{value} \d+$", text, re.M)
    assert server.run("stats", "--xml").returncode == 64
    assert server.run("stats", "--json", "--openmetrics").returncode == 64


def test_without_a_server_there_are_none(new_server):
    server = new_server(start=False)
    done = server.run("stats")
    assert done.returncode == 1 and "does not run" in done.stderr, done


@pytest.mark.skipif(os.getuid() != 0, reason="needs another uid")
def test_only_the_server_writes_them(server):
    file = server.dir / "run/stats"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644 and file.stat().st_uid == 0
    for _, program in server.children("gate") + server.children("imap"):
        assert program
    for pid, _ in server.children("gate"):
        opened = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        assert str(file) not in opened, opened


def test_logins_and_logouts_tell_what_a_postmaster_greps_for(server):
    with pytest.raises(imaplib.IMAP4.error):
        server.imap(ALICE, "wrong")
    failed = lines(server, "login-failed", user=ALICE)[-1]
    assert failed["reason"] == "credentials" and failed["rip"] == failed["lip"] == "127.0.0.1"
    assert server.deliver(ALICE, mail("logged")).returncode == 0
    client = server.imap(ALICE, tls=True)
    client.select()
    client.fetch("1:*", "(BODY.PEEK[])")
    client.store("1:*", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.append("INBOX", None, None, mail("appended").encode())
    client.logout()
    # gate learns that the session has begun when it may speak already.
    until(lambda: lines(server, "login", user=ALICE, cipher="-") != lines(server, "login", user=ALICE))
    login = [line for line in lines(server, "login", user=ALICE) if line["tls"] != "no"][-1]
    assert login["method"] == "PLAIN"
    assert login["service"] == "imap" and login["tls"].startswith("TLSv1.")
    assert login["rip"] == login["lip"] == "127.0.0.1" and len(login["cipher"]) > 8
    until(lambda: lines(server, "logout", session=login["session"]))
    logout = lines(server, "logout", session=login["session"])[-1]
    assert logout["user"] == ALICE and logout["reason"] == "Logging out"
    for name, count in {"commands": 6, "deleted": 1, "expunged": 1, "appended": 1, "copied": 0,
                        "hdr_count": 0, "body_count": 1}.items():
        assert logout[name] == str(count), (name, logout)
    assert int(logout["body_bytes"]) < int(logout["out"]) and int(logout["in"]) > 100
    assert float(logout["secs"]) >= 0


def test_a_client_that_just_goes_is_told_from_one_that_logs_out(server):
    known = len(lines(server, "login", user=ALICE, tls="no"))
    client = server.imap(ALICE)
    client.shutdown()
    until(lambda: len(lines(server, "login", user=ALICE, tls="no")) > known)
    login = lines(server, "login", user=ALICE, tls="no")[-1]
    until(lambda: lines(server, "logout", session=login["session"]))
    assert lines(server, "logout", session=login["session"])[-1]["reason"] == "Connection closed"
