# SPDX-License-Identifier: MIT
"""What MTAs ask auth beside logins: socketmap, policy, authdaemond, userdb, and
POP-before-SMTP. Real MTAs: test_mta_postfix.py, test_mta_exim.py."""
import os
import socket
import sqlite3
import subprocess
import time

import pytest
from conftest import PASSWORD, free_port, mail

ALICE, BOB = "alice@example.org", "bob@example.org"
OFF, NOACCESS, GONE = "off@example.org", "noaccess@example.org", "gone@example.org"
SMALL = "small@example.org"


def connect(place):
    """A unix path or a port."""
    if isinstance(place, int):
        return socket.create_connection(("127.0.0.1", place), 30)
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(30)
    s.connect(str(place))
    return s


class Socketmap:
    def __init__(self, place):
        self.socket = connect(place)
        self.file = self.socket.makefile("rb")

    def ask(self, name, key):
        self.send(name, key)
        return self.answer()

    def send(self, name, key):
        text = f"{name} {key}".encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def answer(self):
        digits = b""
        while (byte := self.file.read(1)) != b":":
            assert byte, "closed"
            digits += byte
        text = self.file.read(int(digits))
        assert self.file.read(1) == b","
        return text.decode()

    def close(self):
        self.file.close()
        self.socket.close()


class Policy:
    def __init__(self, place):
        self.socket = connect(place)
        self.file = self.socket.makefile("rb")

    def ask(self, recipient, size=0, state="RCPT"):
        self.socket.sendall(
            f"request=smtpd_access_policy\nprotocol_state={state}\nprotocol_name=ESMTP\n"
            f"sender=bob@example.net\nrecipient={recipient}\nsize={size}\n\n".encode())
        answer = self.file.readline().decode()
        assert self.file.readline() == b"\n"
        assert answer.startswith("action="), answer
        return answer[7:].rstrip("\n")

    def close(self):
        self.file.close()
        self.socket.close()


def authdaemon(server, request):
    with connect(server.dir / "run/authdaemon") as s:
        s.sendall(request)
        answer = b""
        while piece := s.recv(65536):
            answer += piece
        return answer.decode()


def login(data):
    return b"AUTH %d\n%s" % (len(data), data)


def change(server, sql, *values):
    with sqlite3.connect(server.dir / "lib/accounts.sqlite", timeout=30) as db:
        assert db.execute(sql, values).rowcount == 1


@pytest.fixture(scope="module")
def mta(server):
    server.ports = [free_port() for _ in range(3)]
    server.configure(f'authdaemon_socket = "{server.dir}/run/authdaemon"\n'
                     "authdaemon_socket_access = \"::0660\"\n"
                     f'auth_listen = "127.0.0.1:{server.ports[0]}"\n'
                     f'socketmap_listen = "127.0.0.1:{server.ports[1]}"\n'
                     f'policy_listen = "127.0.0.1:{server.ports[2]}"\n'
                     'auth_listen_networks = "127.0.0.1"\n'
                     "relay_time = 3600\n")
    for user in (OFF, NOACCESS, GONE):
        server.add_user(user)
        state = user.split("@")[0].replace("off", "disabled").replace("gone", "deleted")
        change(server, "UPDATE mailbox SET state = ? WHERE username = ?", state, user)
    server.add_user(SMALL, PASSWORD, "--quota", "10K")
    server.stop()
    server.start()
    return server


@pytest.fixture
def opened():
    """A function that keeps what has to be closed."""
    kept = []

    def keep(thing):
        kept.append(thing)
        return thing

    yield keep
    for thing in kept:
        thing.close()


def away(server):
    path = server.dir / "lib/accounts.sqlite"

    class Away:
        def __enter__(self):
            os.rename(path, path.with_suffix(".away"))

        def __exit__(self, *unused):
            os.rename(path.with_suffix(".away"), path)

    return Away()


# ---- socketmap ----

@pytest.mark.parametrize("key, answer", [
    (ALICE, "OK " + ALICE), ("Alice@Example.ORG", "OK " + ALICE),
    ("alice+lists@example.org", "OK " + ALICE), (OFF, "OK " + OFF),
    (NOACCESS, "OK " + NOACCESS), (GONE, "NOTFOUND "),
    ("nobody@example.org", "NOTFOUND "), ("@example.org", "NOTFOUND "),
    ("", "NOTFOUND "), ("a b", "NOTFOUND "), ("a\tb\n\0@example.org", "NOTFOUND "),
    ("' OR 1=1 --@example.org", "NOTFOUND "), ("x" * 5000, "NOTFOUND ")])
def test_mailboxes_are_known_or_not(mta, opened, key, answer):
    assert opened(Socketmap(mta.dir / "run/socketmap")).ask("mailboxes", key) == answer


def test_access_speaks_of_disabled_mailboxes_only(mta, opened):
    m = opened(Socketmap(mta.ports[1]))
    refused = "OK 550 5.2.1 Mailbox temporarily disabled"
    assert m.ask("access", OFF) == refused
    assert m.ask("access", "OFF+x@example.org") == refused
    for key in (ALICE, NOACCESS, GONE, "nobody@example.org", "example.org", "org", "off@", "off"):
        assert m.ask("access", key) == "NOTFOUND ", key
    assert m.ask("no-such-map", "x").startswith("PERM ")


def test_a_source_that_is_away_is_temporary(mta, opened):
    m = opened(Socketmap(mta.dir / "run/socketmap"))
    p = opened(Policy(mta.dir / "run/policy"))
    with away(mta):
        assert m.ask("mailboxes", BOB).startswith("TEMP ")
        assert m.ask("access", BOB).startswith("TEMP ")
        assert p.ask(BOB) == "DEFER_IF_PERMIT 4.3.0 Temporary failure"
        assert authdaemon(mta, b"PRE . maildrop bob@example.org\n") == ""
        assert authdaemon(mta, b"ENUMERATE\n") == ""
        assert authdaemon(mta, login(b"imap\nlogin\nbob@example.org\nx\n")) == ""
    assert m.ask("mailboxes", BOB) == "OK " + BOB


def test_pipelined_questions_are_answered_in_order(mta, opened):
    m = opened(Socketmap(mta.dir / "run/socketmap"))
    keys = [ALICE, "nobody@example.org", "alice+a@example.org", OFF] * 50
    for key in keys:
        m.send("mailboxes", key)
    answers = [m.answer().strip() for _ in keys]
    assert answers == ["OK " + ALICE, "NOTFOUND", "OK " + ALICE, "OK " + OFF] * 50


@pytest.mark.parametrize("socket_name, junk", [
    ("socketmap", b"nonsense"), ("socketmap", b"5:a b c;"), ("socketmap", b"99999:"),
    ("socketmap", b"3:abc,"), ("policy", b"\n"), ("policy", b"nonsense\n\n"),
    ("policy", b"request=other\n\n"), ("policy", b"x=" + b"y" * 50000),
    ("authdaemon", b"nonsense\n"), ("authdaemon", b"AUTH 99999999\n"),
    ("authdaemon", b"z" * 50000)])
def test_malformed_input_ends_the_connection(mta, opened, socket_name, junk):
    s = opened(connect(mta.dir / "run" / socket_name))
    try:
        s.sendall(junk)
        assert s.recv(100) == b""
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert opened(Socketmap(mta.dir / "run/socketmap")).ask("mailboxes", ALICE) == "OK " + ALICE


def test_ports_are_for_the_allowed_networks(mta, opened):
    with socket.socket() as other:
        other.settimeout(30)
        other.bind(("127.0.0.9", 0))
        other.connect(("127.0.0.1", mta.ports[0]))
        try:
            assert other.recv(100) == b""
        except ConnectionResetError:
            pass
    greeting = opened(connect(mta.ports[0]).makefile("rb"))
    assert greeting.readline() == b"VERSION\t1\t2\n"
    assert greeting.readline().startswith(b"MECH\t")
    assert opened(Policy(mta.ports[2])).ask(ALICE) == "DUNNO"


# ---- policy ----

def test_policy_answers_by_account_and_size(mta, opened):
    p = opened(Policy(mta.dir / "run/policy"))
    assert p.ask(ALICE, 1000000) == "DUNNO"
    assert p.ask("nobody@example.net") == "DUNNO"
    assert p.ask(OFF) == "550 5.2.1 Mailbox temporarily disabled"
    assert p.ask(NOACCESS) == "DUNNO"
    assert p.ask(SMALL, 100) == "DUNNO"
    assert p.ask(SMALL) == "DUNNO"
    assert p.ask("small+x@example.org", 20000) == "552 5.2.2 Mailbox is full"
    assert p.ask(SMALL, 20000, "DATA") == "DUNNO"
    assert p.ask("", 20000, "END-OF-MESSAGE") == "DUNNO"
    assert p.ask(SMALL, 20000, "END-OF-MESSAGE") == "552 5.2.2 Mailbox is full"
    done = mta.deliver(SMALL, mail("fills it", "x" * 60 + "\n"))
    assert done.returncode == 0, done.stderr
    assert p.ask(SMALL, 9900) == "552 5.2.2 Mailbox is full"
    assert p.ask(SMALL, 5000) == "DUNNO"


def test_policy_texts_are_settings(new_server, opened):
    s = new_server('policy_full = "554 5.2.2 Quota exceeded"\npolicy_ok = "OK"\n'
                   'policy_unknown = "REJECT Unknown user"\n'
                   'reply_disabled = "450 4.2.1 Come again"\n')
    s.add_user(SMALL, PASSWORD, "--quota", "10K")
    s.add_user(OFF)
    s.run("user", "disable", OFF)
    p = opened(Policy(s.dir / "run/policy"))
    assert p.ask(SMALL, 20000) == "554 5.2.2 Quota exceeded"
    assert p.ask(SMALL, 2000) == "OK"
    assert p.ask("nobody@example.org") == "REJECT Unknown user"
    assert p.ask(OFF) == "450 4.2.1 Come again"
    assert opened(Socketmap(s.dir / "run/socketmap")).ask("access", OFF) == "OK 450 4.2.1 Come again"


@pytest.mark.skipif(os.getuid() != 0, reason="needs other users")
def test_auth_may_ask_lmtp_but_not_send(mta):
    code = ("import socket; s = socket.socket(socket.AF_UNIX); s.settimeout(30); "
            f"s.connect('{mta.dir}/run/lmtp'); f = s.makefile('rb'); s.sendall("
            "b'LHLO x\\r\\nMAIL FROM:<>\\r\\nRCPT TO:<alice@example.org>\\r\\nDATA\\r\\nQUIT\\r\\n'); "
            "print(f.read().decode())")
    done = subprocess.run(["/usr/bin/python3", "-c", code], user="fumikura-auth", group="fumikura-auth",
                          extra_groups=[], capture_output=True, text=True, timeout=60)
    assert "250 2.1.5 Ok" in done.stdout and "550 5.7.1 Not allowed" in done.stdout, done


# ---- authdaemond ----

def fields(answer):
    lines = answer.splitlines()
    assert lines.pop() == ".", answer
    return dict(line.split("=", 1) for line in lines)


def test_authdaemon_tells_who_somebody_is(mta):
    told = fields(authdaemon(mta, b"PRE . maildrop Alice@example.org\n"))
    assert told["ADDRESS"] == ALICE
    assert told["MAILDIR"] == str(mta.maildir(ALICE))
    assert told["HOME"] == str(mta.maildir(ALICE).parent)
    assert int(told["UID"]) == os.stat(mta.maildir(ALICE).parents[2]).st_uid
    assert "PASSWD" not in told
    assert fields(authdaemon(mta, b"PRE . maildrop small@example.org\n"))["QUOTA"] == "10240S"
    fields(authdaemon(mta, b"PRE . maildrop noaccess@example.org\n"))
    for user in (b"off", b"gone", b"nobody", b"' or 1=1 --"):
        assert authdaemon(mta, b"PRE . maildrop %s@example.org\n" % user) == "FAIL\n"


def test_authdaemon_checks_passwords(mta):
    who = b"imap\nlogin\nalice@example.org\n"
    told = fields(authdaemon(mta, b"TCPREMOTEIP=192.0.2.1\n" + login(who + PASSWORD.encode() + b"\n")))
    assert told["ADDRESS"] == ALICE
    assert authdaemon(mta, login(who + b"wrong\n")) == "FAIL\n"
    assert authdaemon(mta, login(b"imap\nlogin\nnobody@example.org\nx\n")) == "FAIL\n"
    assert authdaemon(mta, login(b"imap\nlogin\noff@example.org\n" + PASSWORD.encode() + b"\n")) == "FAIL\n"
    assert authdaemon(mta, login(b"imap\ncram-md5\nYWJj\nZGVm\n")) == "FAIL\n"
    assert authdaemon(mta, b"PASSWD imap\talice@example.org\tx\ty\n") == "FAIL\n"


def test_authdaemon_lists_everybody(new_server):
    s = new_server()
    s.configure(f'authdaemon_socket = "{s.dir}/run/authdaemon"\n'
                'authdaemon_socket_access = "::0660"\n')
    s.stop()
    s.start()
    with sqlite3.connect(s.dir / "lib/accounts.sqlite", timeout=30) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(mailbox)")]
        row = list(db.execute("SELECT * FROM mailbox WHERE username = ?", (ALICE,)).fetchone())
        for n in range(1000):
            row[columns.index("username")] = f"user{n:04}@example.org"
            if "local_part" in columns:
                row[columns.index("local_part")] = f"user{n:04}"
            db.execute(f"INSERT INTO mailbox VALUES ({','.join('?' * len(row))})", row)
    lines = authdaemon(s, b"ENUMERATE\n").splitlines()
    assert lines.pop() == "."
    names = [line.split("\t")[0] for line in lines]
    assert names == sorted([ALICE] + [f"user{n:04}@example.org" for n in range(1000)])
    assert {len(line.split("\t")) for line in lines} == {6}


# ---- userdb ----

def test_the_userdb_answers_as_dovecots(mta, opened):
    s = opened(connect(mta.dir / "run/auth-userdb"))
    f = opened(s.makefile("rb"))
    assert f.readline() == b"VERSION\t1\t1\n"
    assert f.readline().startswith(b"SPID\t")
    s.sendall(b"VERSION\t1\t1\nUSER\t1\talice@example.org\tservice=smtp\n")
    told = f.readline().decode().rstrip("\n").split("\t")
    assert told[:3] == ["USER", "1", ALICE]
    assert {part.split("=")[0] for part in told[3:]} >= {"uid", "gid", "home", "mail"}
    s.sendall(b"PASS\t2\tALICE@example.org\tservice=smtp\nPASS\t3\tnobody@example.org\tservice=smtp\n")
    answers = sorted([f.readline(), f.readline()])
    assert answers == [b"NOTFOUND\t3\n", b"PASS\t2\tuser=alice@example.org\n"]
    s.sendall(b"PASS\t4\toff@example.org\tservice=smtp\n")
    assert f.readline() == b"PASS\t4\tuser=off@example.org\tnologin\treason=Account is disabled\n"


# ---- POP-before-SMTP ----

def log_in_from(server, address):
    s = socket.create_connection(("127.0.0.1", server.imap_port), 30, (address, 0))
    f = s.makefile("rb")
    f.readline()
    s.sendall(f'a LOGIN "{ALICE}" "{PASSWORD}"\r\n'.encode())
    while not (line := f.readline()).startswith(b"a "):
        assert line
    f.close()
    s.close()
    return line


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_login_opens_the_relay_for_its_address(mta, opened):
    m = opened(Socketmap(mta.dir / "run/socketmap"))
    assert m.ask("relay-clients", "127.0.0.21") == "NOTFOUND "
    assert log_in_from(mta, "127.0.0.21").startswith(b"a OK")
    assert m.ask("relay-clients", "127.0.0.21") == "OK OK"
    assert m.ask("relay-clients", "127.0.0.22") == "NOTFOUND "
    assert m.ask("relay-clients", "localhost") == "NOTFOUND "
    assert m.ask("relay-clients", "127.0.0") == "NOTFOUND "


def test_a_failed_login_opens_nothing(mta, opened):
    m = opened(Socketmap(mta.dir / "run/socketmap"))
    s = socket.create_connection(("127.0.0.1", mta.imap_port), 30, ("127.0.0.23", 0))
    f = opened(s.makefile("rb"))
    f.readline()
    s.sendall(f'a LOGIN "{ALICE}" wrong\r\n'.encode())
    while not (line := f.readline()).startswith(b"a "):
        assert line
    s.close()
    assert line.startswith(b"a NO")
    assert m.ask("relay-clients", "127.0.0.23") == "NOTFOUND "


def test_relay_clients_survive_a_restart_and_end(new_server):
    s = new_server()
    rules, base = s.dir / "lib/tcp.smtp", s.dir / "base"
    base.write_text(':allow\n')

    def restart(relay_time):
        s.configure(f'relay_time = {relay_time}\nrelay_rules = "{rules}"\nrelay_rules_base = "{base}"\n')
        s.stop()
        s.start()

    def may(address):
        m = Socketmap(s.dir / "run/socketmap")
        answer = m.ask("relay-clients", address)
        m.close()
        return answer == "OK OK"

    restart(3600)
    log_in_from(s, "127.0.0.31")
    until(lambda: rules.exists() and "127.0.0.31" in rules.read_text())
    assert rules.read_text() == '127.0.0.31:allow,RELAYCLIENT=""\n:allow\n'
    restart(3600)
    assert may("127.0.0.31") and not may("127.0.0.32")
    restart(1)
    until(lambda: not may("127.0.0.31"))
    until(lambda: rules.read_text() == ":allow\n")
    restart(0)
    log_in_from(s, "127.0.0.31")
    assert not may("127.0.0.31")
