# SPDX-License-Identifier: MIT
"""SETQUOTA (RFC 9208 4.1.3): sessions of master users, and nobody else's."""
import imaplib
import re
import socket
import sqlite3
import time

import pytest

from auth_peer import Peer
from conftest import PASSWORD, Server, mail

ALICE, BOB, CAROL, DAVE = (f"{name}@example.org" for name in ("alice", "bob", "carol", "dave"))
OWN = '"User quota"'


def passwd_file(server, name, *lines):
    path = server.dir / name
    path.write_text("".join(line + "\n" for line in lines))
    path.chmod(0o644)
    return path


def boss_of(server, user):
    """The master user, as that one; imaplib quotes no name."""
    return server.imap(f'"{user}*boss"', "m")


@pytest.fixture(scope="module")
def site():
    server = Server()
    boss = passwd_file(server, "masters", "boss:{PLAIN}m::::::")
    server.configure(
        'auth_master_separator = "*"\n'
        f'accounts "masters" {{\ntype = "passwd-file"\nfile = "{boss}"\nmaster = true\n}}\n'
        f'accounts "all" {{\ntype = "sqlite"\nfile = "{server.dir}/lib/accounts.sqlite"\n}}\n')
    for user in (ALICE, BOB, CAROL, DAVE):
        server.add_user(user)
    server.start()
    yield server
    server.remove()


def ask(client, command):
    """(the tagged answer, the QUOTA answers)"""
    tag = client._new_tag()
    client.send(tag + f" {command}\r\n".encode())
    lines = []
    while True:
        line = client.readline().decode()
        assert line.endswith("\r\n"), lines
        if line.startswith(tag.decode() + " "):
            return line[len(tag) + 1:-2], [one for one in lines if one.startswith("* QUOTA ")]
        lines.append(line[:-2])


def quota(client, root=OWN):
    done, answers = ask(client, f"GETQUOTA {root}")
    assert done.startswith("OK ") and len(answers) == 1, (done, answers)
    return answers[0]


def shown(server, user):
    text = server.run("user", "show", user).stdout
    return tuple(int(re.search(rf"^{name}\t(\d+)$", text, re.M)[1])
                 for name in ("quota", "quota messages"))


def test_a_master_user_sets_limits(site):
    alice, boss = site.imap(ALICE, PASSWORD), boss_of(site, ALICE)
    assert "QUOTASET" in alice.capability()[1][0].decode().split()
    alice.append("INBOX", None, None, mail(body="x" * 2500 + "\n").encode())
    assert ask(alice, f"SETQUOTA {OWN} (STORAGE 512)") == (
        "NO [NOPERM] Limits are set by the administrator", [])
    done, answers = ask(boss, f"SETQUOTA {OWN} (STORAGE 512 MESSAGE 2)")
    assert done.startswith("OK "), done
    assert re.fullmatch(r'\* QUOTA "User quota" \(STORAGE [3-9] 512 MESSAGE 1 2\)', answers[0]), answers
    assert quota(boss) == answers[0] and shown(site, ALICE) == (524288, 2)
    assert ask(boss, "GETQUOTAROOT INBOX")[1] == answers
    # A new session, and deliveries.
    again = site.imap(ALICE, PASSWORD)
    assert quota(again) == answers[0]
    assert again.append("INBOX", None, None, b"Subject: 2\r\n\r\n")[0] == "OK"
    assert again.append("INBOX", None, None, b"Subject: 3\r\n\r\n")[0] == "NO"
    assert boss.append("INBOX", None, None, b"Subject: 3\r\n\r\n")[0] == "NO"
    assert site.deliver(ALICE, mail()).returncode != 0
    # RFC 9208 4.1.3: limits that are not listed are discarded.
    done, answers = ask(boss, f"setquota {OWN} (storage 600)")
    assert done.startswith("OK ") and re.fullmatch(r'\* QUOTA "User quota" \(STORAGE \d+ 600\)', answers[0])
    assert shown(site, ALICE) == (614400, 0)
    assert site.deliver(ALICE, mail()).returncode == 0
    done, answers = ask(boss, f"SETQUOTA {OWN} ()")
    assert done.startswith("OK ") and answers == ['* QUOTA "User quota" ()']
    assert shown(site, ALICE) == (0, 0)
    assert ask(boss, "GETQUOTAROOT INBOX")[1] == []
    # Bob is somebody else.
    assert shown(site, BOB) == (0, 0)
    log = site.log_text()
    assert re.search(r'limits user="?alice@example.org"? master="?boss"? quota_bytes=524288 quota_messages=2', log)
    assert not re.search(r"[0-9a-f]{64}", log)
    for client in (alice, boss, again):
        client.logout()


def test_what_cannot_be_set_is_refused(site):
    database = sqlite3.connect(next(site.dir.rglob("accounts.sqlite")))
    with database:
        database.execute("UPDATE mailbox SET quota = 1048576, quota_rules = 'Trash:+1M' WHERE username = ?", (CAROL,))
    database.close()
    boss = boss_of(site, CAROL)
    boss.create("Trash")
    for limits, code in (("(STORAGE 0)", "NO [CANNOT]"), ("(MESSAGE 0)", "NO [CANNOT]"),
                         ("(MAILBOX 5)", "NO [CANNOT]"), ("(STORAGE 5 ANNOTATION-STORAGE 5)", "NO [CANNOT]"),
                         ("(MESSAGE 4294967296)", "NO [CANNOT]"), ("(STORAGE 9223372036854775807)", "NO [CANNOT]"),
                         ("(STORAGE 5 STORAGE 6)", "BAD"), ("(STORAGE)", "BAD"), ("(STORAGE 5", "BAD"),
                         ("(STORAGE -5)", "BAD"), ("STORAGE 5", "BAD"), ("", "BAD")):
        done, answers = ask(boss, f"SETQUOTA {OWN} {limits}")
        assert done.startswith(code + " ") and not answers, (limits, done)
    assert ask(boss, "SETQUOTA nosuch (STORAGE 5)")[0].startswith("NO [NONEXISTENT] ")
    assert ask(boss, 'SETQUOTA "User quota: Trash" (STORAGE 5)')[0].startswith("NO [CANNOT] ")
    assert shown(site, CAROL) == (1048576, 0)
    # What hangs on the limit goes with it.
    assert ask(boss, f"SETQUOTA {OWN} (STORAGE 2048)")[0].startswith("OK ")
    assert quota(boss, '"User quota: Trash"').endswith(" 3072)")
    boss.logout()


def test_sources_that_are_only_read_say_so(new_server):
    server = new_server(start=False)
    boss = passwd_file(server, "masters", "boss:{PLAIN}m::::::")
    users = passwd_file(server, "users", f"{ALICE}:{{PLAIN}}{PASSWORD}::::::")
    server.configure(
        'auth_master_separator = "*"\n'
        f'accounts "masters" {{\ntype = "passwd-file"\nfile = "{boss}"\nmaster = true\n}}\n'
        f'accounts "staff" {{\ntype = "passwd-file"\nfile = "{users}"\n}}\n')
    server.start()
    client = boss_of(server, ALICE)
    assert ask(client, f"SETQUOTA {OWN} (STORAGE 5)") == (
        "NO [CANNOT] the source staff is only read", [])
    assert quota(client) == '* QUOTA "User quota" ()'
    client.logout()


def limits(peer, grant, user=DAVE):
    peer.number += 1
    peer.send("LIMITS", peer.number, user, "grant=" + grant, "quota_bytes=4096", "quota_messages=0")
    word, number, *rest = peer.line()
    assert number == str(peer.number)
    return [word, *rest]


class Listener:
    """Stands for auth for once, to learn what a worker sends."""

    def __init__(self, server):
        self.path = server.dir / "run/auth-userdb"
        self.kept = self.path.with_name("kept")
        self.path.rename(self.kept)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.bind(str(self.path))
        self.path.chmod(0o666)
        self.socket.listen()

    def overhear(self):
        peer, _ = self.socket.accept()
        peer.settimeout(60)
        peer.sendall(b"VERSION\t1\t1\nSPID\t1\n")
        lines = peer.makefile("rb")
        assert lines.readline().startswith(b"VERSION\t")
        line = lines.readline().decode()
        peer.sendall(b"FAIL\t1\tcode=temp_fail\n")
        peer.close()
        self.socket.close()
        self.path.unlink()
        self.kept.rename(self.path)
        return line


def test_a_secret_is_good_for_its_session_and_user_only(site):
    denied = ["FAIL", "code=denied"]
    with Peer(site, "auth-userdb") as peer:
        for grant in ("", "0" * 64, "x" * 300):
            assert limits(peer, grant) == denied
    boss = boss_of(site, DAVE)
    with Peer(site, "auth-userdb") as peer:
        assert limits(peer, "0" * 64) == denied
    listener = Listener(site)
    tag = boss._new_tag()
    boss.send(tag + f" SETQUOTA {OWN} (STORAGE 5)\r\n".encode())
    line = listener.overhear()
    grant = re.fullmatch(r"LIMITS\t1\tdave@example\.org\tgrant=([0-9a-f]{64})\tquota_bytes=5120\tquota_messages=0\n",
                         line)[1]
    assert boss.readline().startswith(tag + b" NO [")
    assert shown(site, DAVE) == (0, 0)
    with Peer(site, "auth-userdb") as peer:
        assert limits(peer, grant, BOB) == denied
        assert limits(peer, grant[:-1]) == denied
        assert limits(peer, grant) == ["OK"] and shown(site, DAVE) == (4096, 0)
    # Malformed: it must not get into the log either.
    with Peer(site, "auth-userdb") as peer:
        peer.send("LIMITS", 1, DAVE, "grant=" + grant, "quota_bytes=x", "quota_messages=0")
        assert peer.line() == [""]
    # Another session has another one, and ends without touching this.
    other = boss_of(site, DAVE)
    other.logout()
    assert ask(boss, f"SETQUOTA {OWN} (STORAGE 7)")[0].startswith("OK ")
    boss.logout()
    end = time.monotonic() + 60
    while True:
        with Peer(site, "auth-userdb") as peer:
            if limits(peer, grant) == denied:
                break
        assert time.monotonic() < end, "it outlives its session"
        time.sleep(0.05)
    assert shown(site, BOB) == (0, 0)
    assert grant not in site.log_text()


def test_who_is_no_master_user_is_refused(site):
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        site.imap(f'"{BOB}*boss"', PASSWORD)
    # Without the separator's form: the user's own login.
    client = site.imap(BOB, PASSWORD)
    for limit in ("(STORAGE 5)", "()", "(MAILBOX 5)"):
        assert ask(client, f"SETQUOTA {OWN} {limit}")[0].startswith("NO [NOPERM] ")
    client.logout()
    assert shown(site, BOB) == (0, 0)
