# SPDX-License-Identifier: MIT
"""Ways to log in beyond a password in the clear, with real clients."""
import base64
import contextlib
import hashlib
import hmac
import http.server
import imaplib
import json
import os
import poplib
import signal
import socket
import sqlite3
import ssl
import subprocess
import threading
import time
import urllib.parse

import pytest

from certificates import make_ca, make_client
from conftest import PASSWORD

ALICE, BOB = "alice@example.org", "bob@example.org"
SECRET = ["CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"]
PLUS = ["SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"]


class Endpoint(http.server.BaseHTTPRequestHandler):
    """Introspection (RFC 7662) for the token "good-USER"."""

    def do_POST(self):
        self.server.asked.append(self.headers["Authorization"])
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        [token] = form["token"]
        answer = {"active": False}
        if token.startswith("good-"):
            answer = {"active": True, "email": token[5:], "scope": "imap smtp", "iss": "id",
                      "exp": time.time() + 3600}
        body = json.dumps(answer).encode()
        self.send_response(503 if token == "broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def endpoint():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def place(server, tmp_path_factory):
    """The server with all mechanisms, cleartext passwords, and what they need."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("ours", "theirs"):
        make_ca(folder, name)
    with contextlib.closing(sqlite3.connect(server.dir / "lib/accounts.sqlite")) as db, db:
        db.execute("UPDATE mailbox SET password = ?", ("{PLAIN}" + PASSWORD,))
    (folder / "client.secret").write_text("sesame\n")
    with endpoint() as oauth:
        server.stop()
        server.configure(
            f'auth_mechanisms = "PLAIN LOGIN {" ".join(SECRET)} EXTERNAL OAUTHBEARER XOAUTH2"\n'
            'plaintext_login = false\nplaintext_networks = "127.0.0.2/31"\n'
            f'tls_client_cert = "optional"\ntls_client_ca = "{folder}/ours.pem"\n'
            f'oauth2_introspection_url = "http://127.0.0.1:{oauth.server_port}/token"\n'
            f'oauth2_client_id = "fumikura"\noauth2_client_secret_file = "{folder}/client.secret"\n'
            'oauth2_issuer = "id"\noauth2_scope = "imap"\n')
        server.start()
        server.folder, server.oauth = folder, oauth
        yield server


def tls(server, certificate=None, version=None):
    context = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
    context.check_hostname = False
    if version:
        context.maximum_version = version
    if certificate:
        context.load_cert_chain(certificate)
    return context


def connect(server, certificate=None, version=None):
    client = imaplib.IMAP4_SSL("127.0.0.1", server.imaps_port,
                               ssl_context=tls(server, certificate, version))
    client.sock.settimeout(30)
    return client


def mechanisms(client):
    return {word[5:] for word in client.capabilities if word.startswith("AUTH=")}


# ---- SCRAM as RFC 5802 has it, with any channel binding ----

def scram(user, password, hash_name, binding=None, data=b"", header=None):
    """A function for imaplib's authenticate; the server's proof ends up in .proved."""
    header = header or (f"p={binding},," if binding else "n,,")
    state = {}

    def mac(key, text):
        return hmac.new(key, text, hash_name).digest()

    def answer(challenge):
        if not state:
            state["bare"] = f"n={user},r=abcdef"
            return (header + state["bare"]).encode()
        if b"v=" == challenge[:2]:
            answer.proved = base64.b64decode(challenge[2:]) == state["server"]
            return b""
        fields = dict(f.split("=", 1) for f in challenge.decode().split(","))
        salted = hashlib.pbkdf2_hmac(hash_name, password.encode(), base64.b64decode(fields["s"]),
                                     int(fields["i"]))
        final = "c=" + base64.b64encode(header.encode() + data).decode() + ",r=" + fields["r"]
        message = ",".join([state["bare"], challenge.decode(), final]).encode()
        key = mac(salted, b"Client Key")
        signature = mac(hashlib.new(hash_name, key).digest(), message)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        state["server"] = mac(mac(salted, b"Server Key"), message)
        return (final + ",p=" + base64.b64encode(proof).decode()).encode()

    answer.proved = False
    return answer


def end_point(client):
    """tls-server-end-point: the certificate is signed with SHA-256."""
    return hashlib.sha256(client.sock.getpeercert(binary_form=True)).digest()


def test_offered_is_what_can_work(place):
    client = connect(place)
    assert mechanisms(client) == {"PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2", *SECRET, *PLUS}
    clear = imaplib.IMAP4("127.0.0.1", place.imap_port)
    assert mechanisms(clear) == set(SECRET)
    assert "LOGINDISABLED" in clear.capabilities
    with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
        clear.login(ALICE, PASSWORD)
    with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
        clear.authenticate("XOAUTH2", lambda _: b"")


def test_a_network_may_send_passwords_in_the_clear(place):
    with socket.create_connection(("127.0.0.1", place.imap_port), 30, ("127.0.0.3", 0)) as s:
        file = s.makefile("rb")
        greeting = file.readline()
        assert b"AUTH=PLAIN" in greeting and b"LOGINDISABLED" not in greeting
        s.sendall(f'a LOGIN {ALICE} "{PASSWORD}"\r\n'.encode())
        assert file.readline().startswith(b"a OK")


def gsasl(server, mechanism, password=PASSWORD, *more):
    """GNU SASL's client after STARTTLS; its exit code. It takes no SCRAM
    without -PLUS while it could bind it."""
    if mechanism not in PLUS:
        more += ("--no-cb",)
    done = subprocess.run(
        ["gsasl", "--imap", f"--connect=127.0.0.1:{server.imap_port}", "-m", mechanism,
         "-a", ALICE, "-p", password, "-r", "", "--hostname=mail.example.org",
         f"--x509-ca-file={server.dir}/etc/tls/cert.pem", "--quality-of-protection=qop-auth",
         *more], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("mechanism", SECRET + PLUS)
def test_gnu_sasl_logs_in(place, mechanism):
    code, said = gsasl(place, mechanism)
    assert code == 0, said
    code, said = gsasl(place, mechanism, "wrong")
    assert code != 0 and "NO [AUTHENTICATIONFAILED]" in said, said


@pytest.mark.parametrize("hash_name, mechanism", [("sha1", "SCRAM-SHA-1"),
                                                  ("sha256", "SCRAM-SHA-256")])
def test_scram_with_every_binding(place, hash_name, mechanism):
    def attempt(client, name, *binding):
        client_side = scram(ALICE, PASSWORD, hash_name, *binding)
        client.authenticate(name, client_side)
        client.logout()
        assert client_side.proved

    client = connect(place)
    attempt(client, mechanism)
    client = connect(place)
    attempt(client, mechanism + "-PLUS", "tls-server-end-point", end_point(client))
    client = connect(place, version=ssl.TLSVersion.TLSv1_2)
    attempt(client, mechanism + "-PLUS", "tls-unique", client.sock.get_channel_binding())
    for name, binding, data, header in [
            (mechanism + "-PLUS", "tls-server-end-point", b"x" * 32, None),  # in the middle
            (mechanism + "-PLUS", "tls-unique", b"x" * 12, None),  # TLS 1.3 has none
            (mechanism, None, b"", "y,,")]:  # -PLUS was stripped from the list
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            connect(place).authenticate(name, scram(ALICE, PASSWORD, hash_name, binding, data,
                                                    header))


def test_an_unknown_user_looks_like_one(place):
    def first(user):
        client, seen = connect(place), []
        inner = scram(user, PASSWORD, "sha256")

        def answer(challenge):
            seen.append(challenge)
            return inner(challenge)

        with contextlib.suppress(imaplib.IMAP4.error):
            client.authenticate("SCRAM-SHA-256", answer)
        return seen[1].split(b",")[1:]

    once, again = first("nobody@example.org"), first("nobody@example.org")
    assert once == again
    assert [len(f) for f in once] == [len(f) for f in first("alice@example.org")]


def test_a_client_may_give_up_in_the_middle(place):
    client = connect(place)
    with pytest.raises(imaplib.IMAP4.error, match="cancelled"):
        client.authenticate("CRAM-MD5", lambda challenge: None)
    client_side = scram(ALICE, PASSWORD, "sha256")
    client.authenticate("SCRAM-SHA-256", client_side)
    assert client_side.proved and client.noop()[0] == "OK"


def test_auth_dies_in_the_middle(place):
    client = connect(place)

    def answer(challenge):
        [(pid, _)] = place.children("auth")
        os.kill(pid, signal.SIGKILL)
        return b"alice@example.org " + b"0" * 32

    with pytest.raises(imaplib.IMAP4.error):
        client.authenticate("CRAM-MD5", answer)
    end = time.monotonic() + 60
    while True:
        try:
            connect(place).login(ALICE, PASSWORD)
            break
        except imaplib.IMAP4.error:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_a_certificate_logs_in(place):
    alice = make_client(place.folder, "ours", "alice", ALICE)
    stranger = make_client(place.folder, "theirs", "stranger", ALICE)
    client = connect(place, alice)
    assert "EXTERNAL" in mechanisms(client)
    client.authenticate("EXTERNAL", lambda _: b"")
    assert client.noop()[0] == "OK"
    connect(place, alice).authenticate("EXTERNAL", lambda _: ALICE.encode())
    with pytest.raises(imaplib.IMAP4.error, match="AUTHORIZATIONFAILED"):
        connect(place, alice).authenticate("EXTERNAL", lambda _: BOB.encode())
    client = connect(place, stranger)
    assert "EXTERNAL" not in mechanisms(client)
    with pytest.raises(imaplib.IMAP4.error, match="no such mechanism"):
        client.authenticate("EXTERNAL", lambda _: b"")
    client.login(ALICE, PASSWORD)


def pop3_auth(server, mechanism, answer, certificate=None):
    """AUTH under TLS; the client and what was said last."""
    client = poplib.POP3_SSL("127.0.0.1", server.pop3s_port, timeout=60,
                             context=tls(server, certificate))
    client._putcmd(f"AUTH {mechanism}")
    while (line := client._getline()[0]).startswith(b"+ ") or line == b"+":
        client._putcmd(base64.b64encode(answer(base64.b64decode(line[2:]))).decode())
    return client, line.decode()


def test_a_certificate_logs_in_over_pop3(place):
    alice = make_client(place.folder, "ours", "popper", ALICE)
    stranger = make_client(place.folder, "theirs", "pop-stranger", ALICE)
    for answer in (b"", ALICE.encode()):
        client, said = pop3_auth(place, "EXTERNAL", lambda _: answer, alice)
        assert said.startswith("+OK"), said
        assert "EXTERNAL" not in client.capa()
        client.quit()
    said = pop3_auth(place, "EXTERNAL", lambda _: BOB.encode(), alice)[1]
    assert said.startswith("-ERR [AUTH]"), said
    for certificate in (None, stranger):
        client, said = pop3_auth(place, "EXTERNAL", lambda _: b"", certificate)
        assert said.startswith("-ERR"), said
        assert "EXTERNAL" not in client.capa()["SASL"]
        client.user(ALICE)
        client.pass_(PASSWORD)
        client.quit()


@pytest.mark.parametrize("hash_name, mechanism", [("sha1", "SCRAM-SHA-1-PLUS"),
                                                  ("sha256", "SCRAM-SHA-256-PLUS")])
def test_scram_is_bound_to_the_channel_over_pop3(place, hash_name, mechanism):
    certificate = ssl.PEM_cert_to_DER_cert((place.dir / "etc/tls/cert.pem").read_text())
    end = hashlib.sha256(certificate).digest()
    client_side = scram(ALICE, PASSWORD, hash_name, "tls-server-end-point", end)
    client, said = pop3_auth(place, mechanism, client_side)
    assert said.startswith("+OK") and client_side.proved, said
    client.quit()
    for data in (b"x" * 32, b""):  # somebody in the middle
        wrong = scram(ALICE, PASSWORD, hash_name, "tls-server-end-point", data)
        assert pop3_auth(place, mechanism, wrong)[1].startswith("-ERR [AUTH]")
    stripped = scram(ALICE, PASSWORD, hash_name, header="y,,")
    said = pop3_auth(place, mechanism.removesuffix("-PLUS"), stripped)[1]
    assert said.startswith("-ERR [AUTH]"), said
    clear = poplib.POP3("127.0.0.1", place.pop3_port, timeout=60)
    assert not [name for name in clear.capa()["SASL"] if name.endswith("-PLUS")]
    clear.quit()


def curl(server, user, token, mechanism):
    return subprocess.run(
        ["curl", "-sS", "-v", "--max-time", "60", "--cacert", server.dir / "etc/tls/cert.pem",
         "--login-options", f"AUTH={mechanism}", "-u", user + ":", "--oauth2-bearer", token,
         f"imaps://localhost:{server.imaps_port}", "-X", "NOOP"],
        capture_output=True, text=True)


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_curl_logs_in_with_a_token(place, mechanism):
    done = curl(place, ALICE, "good-" + ALICE, mechanism)
    assert done.returncode == 0, done.stderr
    assert place.oauth.asked[-1] == "Basic " + base64.b64encode(b"fumikura:sesame").decode()
    for token, code in [("bad", "AUTHENTICATIONFAILED"),
                        ("good-" + BOB, "AUTHORIZATIONFAILED"),
                        ("good-nobody@example.org", "AUTHENTICATIONFAILED"),
                        ("broken", "UNAVAILABLE")]:
        done = curl(place, ALICE, token, mechanism)
        assert done.returncode != 0 and code in done.stderr, (token, done.stderr)


def test_a_refused_token_is_told_why(place):
    told = []

    def answer(challenge):
        told.append(challenge)
        return b"n,,\1auth=Bearer bad\1\1" if len(told) == 1 else b"\1"

    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        connect(place).authenticate("OAUTHBEARER", answer)
    assert json.loads(told[1]) == {"status": "invalid_token", "scope": "imap"}


def test_an_mta_gets_the_last_words_before_ok(place):
    client_side = scram(ALICE, PASSWORD, "sha256")
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(30)
        s.connect(str(place.dir / "run/auth"))
        file = s.makefile("rb")
        offered = set()
        while (line := file.readline().split()) != [b"DONE"]:
            if line[0] == b"MECH":
                offered.add(line[1].decode())
        # what an MTA can't tell of TLS is not for it
        assert offered == {"PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2", *SECRET}
        first = base64.b64encode(client_side(b"")).decode()
        s.sendall(b"VERSION\t1\t0\nCPID\t1\n"
                  b"AUTH\t1\tSCRAM-SHA-256\tservice=smtp\tnologin\tresp=" + first.encode() + b"\n")
        for _ in range(2):
            word, _, data = file.readline().rstrip(b"\n").split(b"\t")
            assert word == b"CONT"
            response = base64.b64encode(client_side(base64.b64decode(data)))
            s.sendall(b"CONT\t1\t" + response + b"\n")
        assert file.readline() == b"OK\t1\tuser=alice@example.org\n"
    assert client_side.proved


def test_a_scram_hash_serves_passwords_too(new_server):
    server = new_server('auth_mechanisms = "PLAIN SCRAM-SHA-256"\n', start=False)
    made = server.run("pw", "-s", "SCRAM-SHA-256", input=2 * (PASSWORD + "\n"))
    assert made.returncode == 0, made.stderr
    with contextlib.closing(sqlite3.connect(server.dir / "lib/accounts.sqlite")) as db, db:
        db.execute("UPDATE mailbox SET password = ?", (made.stdout.strip(),))
    server.start()
    connect(server).login(ALICE, PASSWORD)
    client_side = scram(ALICE, PASSWORD, "sha256")
    connect(server).authenticate("SCRAM-SHA-256", client_side)
    assert client_side.proved


def test_wrong_settings_stop_the_start(new_server):
    server = new_server(start=False)
    for text, what in [('auth_mechanisms = "PLAIN KERBEROS"', "mechanism"),
                       ('tls_client_cert = "maybe"', "value"),
                       ('plaintext_networks = "127.0.0.1/99"', "networks")]:
        server.configure(text + "\n")
        done = server.run("config", "show")
        assert done.returncode != 0 and what in done.stderr, done.stderr
