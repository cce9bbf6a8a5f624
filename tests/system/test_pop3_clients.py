# SPDX-License-Identifier: MIT
"""Real POP3 clients, APOP, and every mechanism of AUTH."""
import base64
import contextlib
import hashlib
import hmac
import os
import poplib
import pty
import re
import select
import sqlite3
import ssl
import subprocess
import time

import pytest
from conftest import PASSWORD, Server, mail
from test_mechanisms import endpoint, scram

ALICE = "alice@example.org"


@pytest.fixture(scope="module")
def place():
    """A server with all mechanisms and cleartext passwords."""
    with endpoint() as oauth:
        server = Server(
            'auth_mechanisms = "PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 '
            'OAUTHBEARER XOAUTH2 APOP"\n'
            f'oauth2_introspection_url = "http://127.0.0.1:{oauth.server_port}/token"\n'
            'oauth2_issuer = "id"\n')
        server.add_user(ALICE)
        with contextlib.closing(sqlite3.connect(server.dir / "lib/accounts.sqlite")) as db, db:
            db.execute("UPDATE mailbox SET password = ?", ("{PLAIN}" + PASSWORD,))
        server.start()
        yield server
        server.remove()


def context(server):
    made = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
    made.check_hostname = False
    return made


@pytest.fixture
def box(place):
    """Three messages and no others."""
    client = poplib.POP3_SSL("127.0.0.1", place.pop3s_port, context=context(place), timeout=60)
    client.user(ALICE)
    client.pass_(PASSWORD)
    for number in range(client.stat()[0]):
        client.dele(number + 1)
    client.quit()
    for number in range(3):
        assert place.deliver(ALICE, mail(f"mail {number}", "line\n.dot\n")).returncode == 0
    return place


def left(server):
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    client.stls(context(server))
    client.user(ALICE)
    client.pass_(PASSWORD)
    try:
        return client.stat()[0]
    finally:
        client.quit()


def run(server, *words, **more):
    return subprocess.run(words, capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, **more)


# ---- logging in ----

def test_apop(box):
    client = poplib.POP3("127.0.0.1", box.pop3_port, timeout=60)
    first = client.getwelcome()
    assert re.search(rb"<[0-9a-f]{16}@mail\.example\.org>$", first)
    with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
        client.apop(ALICE, "wrong")
    client.apop(ALICE, PASSWORD)
    assert client.stat()[0] == 3
    client.quit()
    again = poplib.POP3("127.0.0.1", box.pop3_port, timeout=60)
    assert again.getwelcome() != first
    # What was seen on another connection is worth nothing.
    digest = hashlib.md5(first[first.index(b"<"):] + PASSWORD.encode()).hexdigest()
    with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
        again._shortcmd(f"APOP {ALICE} {digest}")


def exchange(client, mechanism, answers):
    """AUTH, each answer a function of the challenge. None: cancels."""
    said = client._shortcmd if not answers else None
    client._putcmd(f"AUTH {mechanism}")
    for answer in answers:
        line = client._getline()[0]
        assert line.startswith(b"+ ") or line == b"+", line
        answer = answer(base64.b64decode(line[2:]))
        client._putcmd(base64.b64encode(answer).decode())
    assert not said
    return client._getresp()


def cram(password):
    def answer(challenge):
        return f"{ALICE} {hmac.new(password.encode(), challenge, 'md5').hexdigest()}".encode()
    return answer


def test_mechanisms_with_a_challenge(box):
    def connect():
        return poplib.POP3("127.0.0.1", box.pop3_port, timeout=60)

    offered = set(connect().capa()["SASL"])
    assert offered == {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
                       "OAUTHBEARER", "XOAUTH2"}
    client = connect()
    with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
        exchange(client, "CRAM-MD5", [cram("wrong")])
    exchange(client, "CRAM-MD5", [cram(PASSWORD)])
    assert client.stat()[0] == 3
    for hash_name, mechanism in (("sha1", "SCRAM-SHA-1"), ("sha256", "SCRAM-SHA-256")):
        client, side = connect(), scram(ALICE, PASSWORD, hash_name)
        exchange(client, mechanism, [side] * 3)
        assert side.proved and client.stat()[0] == 3
    # With an initial response (RFC 5034 4), and given up in the middle.
    client, side = connect(), scram(ALICE, PASSWORD, "sha256")
    client._putcmd("AUTH SCRAM-SHA-256 " + base64.b64encode(side(b"")).decode())
    for _ in range(2):
        line = client._getline()[0]
        client._putcmd(base64.b64encode(side(base64.b64decode(line[2:]))).decode())
    client._getresp()
    assert side.proved and client.stat()[0] == 3
    client = connect()
    client._putcmd("AUTH CRAM-MD5")
    client._getline()
    with pytest.raises(poplib.error_proto, match="cancelled"):
        client._shortcmd("*")
    exchange(client, "CRAM-MD5", [cram(PASSWORD)])
    assert client.stat()[0] == 3


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "+APOP"])
def test_curl_logs_in(box, mechanism):
    base = ["curl", "-sS", "--max-time", "60", "--login-options", f"AUTH={mechanism}",
            f"pop3://127.0.0.1:{box.pop3_port}/"]
    done = run(box, *base, "-u", f"{ALICE}:{PASSWORD}")
    assert done.returncode == 0 and done.stdout.startswith("1 "), done.stderr
    assert run(box, *base, "-u", f"{ALICE}:wrong").returncode == 67


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_curl_logs_in_with_a_token(box, mechanism):
    base = ["curl", "-sS", "--max-time", "60", "--login-options", f"AUTH={mechanism}",
            "-u", ALICE + ":", f"pop3://127.0.0.1:{box.pop3_port}/"]
    done = run(box, *base, "--oauth2-bearer", "good-" + ALICE)
    assert done.returncode == 0 and done.stdout.startswith("1 "), done.stderr
    assert run(box, *base, "--oauth2-bearer", "bad").returncode != 0


def test_a_closed_service_is_refused(new_server):
    server = new_server(start=False, users=("closed@example.org", ALICE))
    # The same accounts, read by a query that says what is open.
    server.configure(
        f'accounts "db" {{\n  type = "sqlite"\n  file = "{server.dir}/lib/accounts.sqlite"\n'
        '  user_query = "SELECT username, password, CASE WHEN username LIKE \'closed%\' '
        'THEN \'imap, lmtp\' END AS services FROM mailbox WHERE username = %{user}"\n}\n')
    server.start()
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    client.user("closed@example.org")
    with pytest.raises(poplib.error_proto, match=r"\[AUTH\]"):
        client.pass_(PASSWORD)
    client.user(ALICE)
    client.pass_(PASSWORD)
    client.quit()
    server.imap("closed@example.org").logout()


# ---- fetching ----

def test_curl_fetches_and_deletes(box):
    base = ["curl", "-sS", "--max-time", "60", "--cacert", box.dir / "etc/tls/cert.pem",
            "-u", f"{ALICE}:{PASSWORD}"]
    url = f"pop3s://localhost:{box.pop3s_port}/"
    done = run(box, *base, url + "2")
    assert "Subject: mail 1" in done.stdout and "\n.dot\n" in done.stdout, done.stderr
    done = run(box, *base[:1], "--ssl-reqd", *base[1:], "-X", "UIDL",
               f"pop3://localhost:{box.pop3_port}/")
    assert re.match("1 [0-9a-f]{16}\n2 ", done.stdout), done.stderr
    assert run(box, *base, "-I", "-X", "DELE", url + "2").returncode == 0
    assert left(box) == 2


def test_fetchmail(box, tmp_path):
    rc = tmp_path / "rc"
    rc.write_text(f'poll 127.0.0.1 service {box.pop3_port} proto pop3 uidl auth password\n'
                  f'  user "{ALICE}" password "{PASSWORD}" sslproto ""\n'
                  f'  mda "/bin/cat >> {tmp_path}/mbox"\n')
    rc.chmod(0o600)
    base = ["fetchmail", "-f", rc, "-i", tmp_path / "ids", "--pidfile", tmp_path / "pid", "-N", "-v"]
    env = dict(os.environ, HOME=str(tmp_path), FETCHMAILHOME=str(tmp_path))

    def fetch(*more):
        done = run(box, *base, *more, env=env)
        path = tmp_path / "mbox"
        return done.returncode, len(re.findall("^Subject: mail", path.read_text(), re.M)), done.stdout

    assert fetch("--keep")[:2] == (0, 3)
    code, count, said = fetch("--keep")
    assert (code, count) == (1, 3), said  # 1: nothing new
    assert box.deliver(ALICE, mail("mail 3")).returncode == 0
    assert fetch("--keep")[:2] == (0, 4)
    assert fetch("--all", "--nokeep")[:2] == (0, 8)
    assert left(box) == 0


def test_getmail(box, tmp_path):
    (tmp_path / "getmailrc").write_text(f"""[retriever]
type = SimplePOP3SSLRetriever
server = localhost
port = {box.pop3s_port}
username = {ALICE}
password = {PASSWORD}
ca_certs = {box.dir}/etc/tls/cert.pem

[destination]
type = MDA_external
path = /bin/sh
arguments = ("-c", "cat >> {tmp_path}/mbox")
allow_root_commands = true

[options]
read_all = false
delete = false
""")

    def fetch(*more):
        done = run(box, "getmail", "--getmaildir", tmp_path, "--rcfile", "getmailrc", *more,
                   env=dict(os.environ, HOME=str(tmp_path)))
        assert done.returncode == 0, done.stdout + done.stderr
        return len(re.findall("^Subject: mail", (tmp_path / "mbox").read_text(), re.M))

    assert fetch() == 3
    assert fetch() == 3
    assert fetch("--delete", "--all") == 6
    assert left(box) == 0


def test_mpop(box, tmp_path):
    rc = tmp_path / "mpoprc"
    rc.write_text(f"""defaults
auth on
tls on
tls_starttls on
tls_trust_file {box.dir}/etc/tls/cert.pem
uidls_file {tmp_path}/uidls
pipelining on
account a
host localhost
port {box.pop3_port}
user {ALICE}
passwordeval printf '%s\\n' '{PASSWORD}'
delivery mbox {tmp_path}/mbox
keep on
account default : a
""")
    rc.chmod(0o600)

    def fetch(*more):
        done = run(box, "mpop", "-C", rc, *more, env=dict(os.environ, HOME=str(tmp_path)))
        assert done.returncode == 0, done.stdout + done.stderr
        return len(re.findall("^Subject: mail", (tmp_path / "mbox").read_text(), re.M))

    assert fetch() == 3
    assert fetch() == 3
    assert fetch("--only-new=off", "--keep=off") == 6
    assert left(box) == 0


def test_mutt(box, tmp_path):
    """Opens the mailbox, deletes the second message, saves the others' flags."""
    (tmp_path / "muttrc").write_text(
        f"set spoolfile=pop://127.0.0.1:{box.pop3_port}/\n"
        f"set pop_user={ALICE}\nset pop_pass='{PASSWORD}'\nset ssl_starttls=no\n"
        "set ssl_force_tls=no\nset quit=yes\nset delete=yes\nset pop_delete=yes\nset move=no\n"
        f"set timeout=5\nset wait_key=no\nset tmpdir={tmp_path}\nset header_cache=\n"
        "push '2<enter>dq'\n")
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", HOME=str(tmp_path), LANG="C.UTF-8")
        os.execvp("mutt", ["mutt", "-n", "-F", str(tmp_path / "muttrc")])
    end, screen = time.monotonic() + 60, b""
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                screen += os.read(fd, 65536)
            except OSError:
                break
    os.close(fd)
    assert os.waitpid(pid, 0)[1] == 0, screen
    client = poplib.POP3("127.0.0.1", box.pop3_port, timeout=60)
    client.user(ALICE)
    client.pass_(PASSWORD)
    subjects = [line for number in range(client.stat()[0])
                for line in client.top(number + 1, 0)[1] if line.startswith(b"Subject")]
    client.quit()
    assert len(subjects) == 2, (subjects, screen)
