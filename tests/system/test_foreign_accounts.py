# SPDX-License-Identifier: MIT
"""Logins with the accounts that other programs keep: files, and programs that decide."""
import imaplib
import os
import subprocess
import time

import pytest

from conftest import PASSWORD, Server, mail
from hostile import try_imap, try_names
from test_park import Client, until, workers

ANN = "ann@example.org"
# Beside those of hostile.py.
NAMES = ["ann:x", "ann\\", "../ann", "ann@../example.org", "=ann", "+ann", "ann-default", "ann\t",
         "ann@example.org@example.org"]


@pytest.fixture
def serve():
    """serve(sections) starts a server with those accounts; {dir} is its folder. prepare(folder)
    makes the files before."""
    made = []

    def make(sections, prepare=lambda folder: None):
        s = Server()
        made.append(s)
        prepare(s.dir)
        s.configure(sections.replace("{dir}", str(s.dir)))
        s.start()
        return s

    yield make
    for s in made:
        s.remove()


def refused(server, user, password):
    """The answer of the server to a wrong login."""
    client = imaplib.IMAP4("127.0.0.1", server.imap_port)
    try:
        with pytest.raises(imaplib.IMAP4.error) as told:
            client.login(user, password)
        return str(told.value)
    finally:
        client.shutdown()


def logs_in(server, user, password=PASSWORD):
    client = server.imap(user, password)
    assert client.select("INBOX")[0] == "OK"
    client.logout()


def try_all(server, user=ANN, password=PASSWORD, wrong=None, everybody=False):
    """None of the strange names may log in, or disturb anybody."""
    try_names(server, user, password, wrong, everybody)
    for name in NAMES:
        try_imap(server, name, wrong or password)


def put(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_text(text)
    new.chmod(mode)
    os.rename(new, path)


def test_a_passwd_file(serve):
    def prepare(folder):
        put(folder / "users", f"{ANN}:{{PLAIN}}{PASSWORD}::::::userdb_quota_rule=*:storage=10M\n"
            f"nologin@example.org:{{PLAIN}}{PASSWORD}::::::nologin\n"
            f"far@example.org:{{PLAIN}}{PASSWORD}::::::allow_nets=192.0.2.0/24\n")

    server = serve('accounts "file" {\n type = "passwd-file"\n file = "{dir}/users"\n}\n', prepare)
    logs_in(server, ANN)
    assert server.deliver(ANN, mail()).returncode == 0
    client = server.imap(ANN)
    assert client.select("INBOX")[1] == [b"1"]
    client.logout()
    assert (server.maildir(ANN) / "maildirsize").read_text().startswith("10485760S\n")
    refused(server, ANN, "wrong")
    refused(server, "nologin@example.org", PASSWORD)
    refused(server, "far@example.org", PASSWORD)
    try_all(server)
    put(server.dir / "users", f"{ANN}:{{PLAIN}}new\nbob@example.org:{{PLAIN}}{PASSWORD}\n")
    logs_in(server, ANN, "new")
    logs_in(server, "bob@example.org")
    put(server.dir / "users", "damaged\n")
    logs_in(server, ANN, "new")
    assert server.log_text().count("users:1: not a line of such a file") == 1


def test_a_passwd_file_for_each_domain(serve):
    def prepare(folder):
        put(folder / "domains/example.org", f"ann:{{PLAIN}}{PASSWORD}\n")
        put(folder / "domains/example.com", "ann:{PLAIN}other\n")

    server = serve('accounts "files" {\n type = "passwd-file"\n file = "{dir}/domains/%d"\n'
                   ' user_format = "%n"\n}\n', prepare)
    logs_in(server, ANN)
    logs_in(server, "ann@example.com", "other")
    refused(server, "ann@example.com", PASSWORD)
    refused(server, "ann@example.net", PASSWORD)
    assert server.deliver("ann@example.net", mail()).returncode == 67
    try_all(server)


def cdb(path, pairs):
    """As vpopmail and qmail make it, by tinycdb."""
    records = b"".join(b"+%d,%d:%s->%s\n" % (len(k), len(v), k, v) for k, v in pairs) + b"\n"
    subprocess.run(["cdb", "-c", "-t", f"{path}.tmp", str(path)], input=records, check=True)
    path.chmod(0o644)


def vpopmail_files(folder):
    crypt = subprocess.run(["openssl", "passwd", "-6", "-salt", "salt", PASSWORD],
                           capture_output=True, text=True, check=True).stdout.strip()
    home = folder / "mail/vpopmail/example.org"
    lines = {
        "ann": f"{crypt}:1:0:Ann:{home}/0/ann:10485760S,100C:{PASSWORD}",
        "noimap": f"{crypt}:1:8:No:{home}/noimap:NOQUOTA",
        "locked": f"{crypt}:1:16:Locked:{home}/locked:NOQUOTA",
        "apop": f"{crypt}:2:0:Apop:{home}/apop:NOQUOTA:apopsecret",
    }
    where = folder / "vpopmail/example.org"
    put(where / "vpasswd", "".join(f"{name}:{rest}\n" for name, rest in lines.items()))
    put(folder / "assign", f"+alias.example.org-:example.org:89:89:{where}:-::\n"
        f"+example.org-:example.org:89:89:{where}:-::\n.\n")
    return where, lines


@pytest.mark.parametrize("kind", ["text", "cdb"])
def test_vpopmail(serve, kind):
    def prepare(folder):
        where, lines = vpopmail_files(folder)
        if kind == "cdb":
            cdb(where / "vpasswd.cdb", [(n.encode(), r.encode()) for n, r in lines.items()])
            value = f"example.org\0{89}\0{89}\0{where}\0-\0\0".encode()
            cdb(folder / "cdb", [(b"", b"-"), (b"!example.org-", value),
                                 (b"!alias.example.org-", value)])

    domains = "assign" if kind == "text" else "cdb"
    server = serve('accounts "vpopmail" {\n type = "vpopmail"\n domains_file = "{dir}/'
                   f'{domains}"\n}}\n', prepare)
    logs_in(server, ANN)
    logs_in(server, "ann@alias.example.org")
    assert server.deliver("ann@alias.example.org", mail()).returncode == 0
    home = server.dir / "mail/vpopmail/example.org/0/ann/Maildir"
    assert len(list((home / "new").iterdir())) == 1
    assert (home / "maildirsize").read_text().splitlines()[0] == "10485760S,100C"
    refused(server, ANN, "wrong")
    refused(server, "apop@example.org", "apopsecret")
    logs_in(server, "apop@example.org")
    refused(server, "noimap@example.org", PASSWORD)
    limits = server.dir / "vpopmail/example.org/.qmailadmin-limits"
    put(limits, "maxpopaccounts: 10\ndisable_imap\ndisable_webmail\n")
    refused(server, ANN, PASSWORD)
    limits.unlink()
    logs_in(server, ANN)
    assert server.deliver("noimap@example.org", mail()).returncode == 0
    logs_in(server, "locked@example.org")
    assert server.deliver("locked@example.org", mail()).returncode not in (0, 67, 75)
    assert server.deliver("nobody@example.org", mail()).returncode == 67
    try_all(server)
    listed = server.run("user", "list").stdout
    assert listed == "".join(f"{name}@example.org\tactive\n"
                             for name in ("ann", "apop", "locked", "noimap"))
    os.rename(server.dir / domains, server.dir / "away")
    assert "UNAVAILABLE" in refused(server, "eve@example.org", PASSWORD)
    assert server.deliver("eve@example.org", mail()).returncode == 75


def test_static_accounts(serve):
    server = serve('accounts "fixed" {\n type = "static"\n domains = "example.org"\n'
                   f' static_password = "{{PLAIN}}{PASSWORD}"\n}}\n')
    logs_in(server, ANN)
    refused(server, ANN, "wrong")
    refused(server, "ann@example.com", PASSWORD)
    try_all(server, wrong="wrong", everybody=True)


def test_static_accounts_need_a_password_unless_told(serve):
    server = serve('accounts "places" {\n type = "static"\n domains = "example.com"\n}\n'
                   'accounts "open" {\n type = "static"\n any_password = true\n}\n')
    logs_in(server, ANN, "anything")
    refused(server, "ann@example.com", "anything")
    refused(server, "ann@example.com", "")


CHECKPASSWORD = r"""#!/usr/bin/python3
import os, sys, time
login, password, stamp = os.read(3, 512).split(b"\0")[:3]
# The leak checker traces, which auth's filter of system calls refuses.
env = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=0"}
lookup = os.environ.get("AUTHORIZED") == "1"
user = login.decode()
if user.startswith("slow"):
    time.sleep(600)
if user.startswith("crash"):
    os.abort()
if user.startswith("trouble"):
    sys.exit(111)
if not user.startswith("ann@"):
    sys.exit(3)
if not lookup and password != b"correct horse":
    sys.exit(1)
if lookup:
    env["AUTHORIZED"] = "2"
env.update(USER=user, HOME=os.path.join(os.path.dirname(sys.argv[0]), "mail/checked", user),
           EXTRA="userdb_quota_rule", userdb_quota_rule="*:storage=10M")
assert os.environ["SERVICE"] and os.environ["PROTO"] == "TCP"
assert sys.argv[1] == "two" and sys.argv[2] == "words"
os.execve(sys.argv[3], sys.argv[3:], env)
"""


def test_a_checkpassword_program(serve):
    def prepare(folder):
        put(folder / "check", CHECKPASSWORD, 0o755)

    section = ('accounts "program" {\n type = "checkpassword"\n timeout = %d\n threads = 4\n'
               ' program = "{dir}/check two words"\n}\n')
    server = serve(section % 60, prepare)
    logs_in(server, ANN)
    assert server.deliver(ANN, mail()).returncode == 0
    assert len(list((server.dir / "mail/checked" / ANN / "Maildir/new").iterdir())) == 1
    assert "AUTHENTICATIONFAILED" in refused(server, ANN, "wrong")
    assert "AUTHENTICATIONFAILED" in refused(server, "eve@example.org", PASSWORD)
    assert server.deliver("eve@example.org", mail()).returncode == 67
    for user in ("crash", "trouble"):
        assert "UNAVAILABLE" in refused(server, f"{user}@example.org", PASSWORD)
        assert server.deliver(f"{user}@example.org", mail()).returncode == 75
    try_all(server)
    server = serve(section % 1, prepare)
    assert "UNAVAILABLE" in refused(server, "slow@example.org", PASSWORD)
    assert server.deliver("slow@example.org", mail()).returncode == 75
    end = time.monotonic() + 60
    while subprocess.run(["pgrep", "-f", f"{server.dir}/check"], capture_output=True).stdout:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_program_that_cant_be_asked_keeps_sessions_awake(serve):
    """Those of accounts that can be asked for are parked meanwhile."""
    silent = CHECKPASSWORD.replace('if not user.startswith("ann@"):\n    sys.exit(3)\n',
                             'if not user.startswith("bob@"):\n    sys.exit(1)\n')
    silent = silent.replace("if not lookup and", "if").replace("if lookup:\n", "if False:\n")

    def prepare(folder):
        put(folder / "answers", CHECKPASSWORD, 0o755)
        put(folder / "silent", silent, 0o755)

    section = ('accounts "%s" {\n type = "checkpassword"\n threads = 1\n'
               ' program = "{dir}/%s two words"\n}\n')
    server = serve("session_linger = 0\n" + section % (("silent",) * 2) +
                   section % (("answers",) * 2), prepare)
    bob, ann = Client(server, "bob@example.org"), Client(server, ANN)
    for client in (bob, ann):
        client.run("SELECT INBOX")
    until(lambda: workers(server) == 1, server.log_text)
    for client in (bob, ann):
        assert client.run("UID SEARCH ALL") == ["* SEARCH"]
        client.run("LOGOUT")


@pytest.mark.skipif(os.getuid() != 0, reason="a file in /etc/pam.d is root's")
def test_system_users_by_pam(serve):
    service = f"fumikura-test-{os.getpid()}"
    path = f"/etc/pam.d/{service}"

    def prepare(folder):
        put(folder / "pam", '#!/bin/sh\nread -r password\n'
            f'[ "$password" = "{PASSWORD}" ] && [ "$PAM_USER" = nobody ]\n', 0o755)
        with open(path, "w", encoding="ascii") as f:
            f.write("auth [success=1 default=ignore] pam_exec.so expose_authtok quiet "
                    f"{folder}/pam\nauth requisite pam_deny.so\nauth required pam_permit.so\n"
                    "account required pam_permit.so\n")

    try:
        server = serve('accounts "people" {\n type = "system"\n system_uid_min = 1000\n'
                       f' pam_service = "{service}"\n mail_dir = "{{dir}}/mail/%u/Maildir"\n}}\n',
                       prepare)
        # The home in /etc/passwd is not there: the login is right, the mail is away.
        assert "mail store" in refused(server, "nobody", PASSWORD)
        assert "AUTHENTICATIONFAILED" in refused(server, "nobody", "wrong")
        assert server.run("auth", "test", "nobody", input=PASSWORD + "\n").returncode == 0
        assert server.run("auth", "test", "nobody", input="wrong\n").returncode != 0
        refused(server, "root", PASSWORD)
        refused(server, "no-such-person", PASSWORD)
        try_all(server, "nobody")
        with open(path, "w", encoding="ascii") as f:
            f.write("auth required pam_no_such_module.so\n")
        assert "UNAVAILABLE" in refused(server, "nobody", PASSWORD)
    finally:
        os.unlink(path)
