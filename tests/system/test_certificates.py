# SPDX-License-Identifier: MIT
"""Clients that log in by a certificate, or may not come at all without one."""
import imaplib
import ssl

import pytest

from certificates import make_ca, make_client, revoke
from conftest import PASSWORD

ALICE = "alice@example.org"


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A folder with authorities and certificates; .revoking.pem has a list."""
    folder = tmp_path_factory.mktemp("issued")
    for ca in ("ours", "theirs"):
        make_ca(folder, ca)
    for name, ca, user, days in [("alice", "ours", ALICE, 2), ("other", "ours", ALICE, 2),
                                 ("gone", "ours", ALICE, 2), ("old", "ours", ALICE, -1),
                                 ("nobody", "ours", "nobody@example.org", 2),
                                 ("eve", "theirs", ALICE, 2)]:
        make_client(folder, ca, name, user, days)
    listed = revoke(folder, "ours", folder / "gone.pem")
    (folder / "revoking.pem").write_text((folder / "ours.pem").read_text() + listed)
    return folder


@pytest.fixture
def serve(new_server):
    def make(issued, how, ca="ours"):
        return new_server('auth_mechanisms = "PLAIN EXTERNAL"\n'
                          f'tls_client_cert = "{how}"\ntls_client_ca = "{issued}/{ca}.pem"\n')

    return make


def connect(server, certificate=None):
    context = ssl.create_default_context(cafile=server.dir / "etc/tls/cert.pem")
    context.check_hostname = False
    if certificate:
        context.load_cert_chain(certificate)
    client = imaplib.IMAP4_SSL("127.0.0.1", server.imaps_port, ssl_context=context)
    client.sock.settimeout(60)
    return client


def external(server, certificate):
    client = connect(server, certificate)
    client.authenticate("EXTERNAL", lambda _: b"")
    client.select("INBOX")
    client.logout()


@pytest.mark.parametrize("how", ["optional", "required"])
def test_a_trusted_certificate_logs_in(issued, serve, how):
    server = serve(issued, how)
    external(server, issued / "alice.pem")
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        external(server, issued / "nobody.pem")
    server.run("user", "disable", ALICE)
    with pytest.raises(imaplib.IMAP4.error, match="AUTHORIZATIONFAILED"):
        external(server, issued / "alice.pem")


def test_who_is_not_trusted_has_a_password_at_most(issued, serve):
    server = serve(issued, "optional", "revoking")
    external(server, issued / "alice.pem")
    for name in (None, "eve", "old", "gone"):
        client = connect(server, name and issued / f"{name}.pem")
        assert "AUTH=EXTERNAL" not in client.capabilities, name
        with pytest.raises(imaplib.IMAP4.error, match="no such mechanism"):
            client.authenticate("EXTERNAL", lambda _: ALICE.encode())
        client.login(ALICE, PASSWORD)
        client.logout()


def test_nobody_comes_in_without_one_where_it_is_required(issued, serve):
    server = serve(issued, "required", "revoking")
    external(server, issued / "alice.pem")
    for name in (None, "eve", "old", "gone"):
        # TLS 1.3: the client learns of it when it reads.
        with pytest.raises((ssl.SSLError, imaplib.IMAP4.abort, OSError)):
            connect(server, name and issued / f"{name}.pem").noop()
    external(server, issued / "alice.pem")


def test_a_certificate_counts_again_after_unauthenticate(issued, serve):
    """RFC 8437 4.2; but not for what came through the worker that is left, which may have
    made it up."""
    client = connect(serve(issued, "optional"), issued / "alice.pem")

    def answer(tag):
        while not (line := client.readline()).startswith(tag + b" "):
            assert line
        return line.split()[1]

    external = b" AUTHENTICATE EXTERNAL =\r\n"
    client.send(b"a" + external)
    assert answer(b"a") == b"OK"
    client.send(b"b UNAUTHENTICATE\r\n")
    assert answer(b"b") == b"OK"
    client.send(b"c" + external)
    assert answer(b"c") == b"OK"
    client.send(b"d UNAUTHENTICATE\r\ne" + external)
    assert (answer(b"d"), answer(b"e")) == (b"OK", b"NO")
    client.send(b"f CAPABILITY\r\n")
    assert b"AUTH=EXTERNAL" in client.readline()
    assert answer(b"f") == b"OK"
    client.send(b"g" + external)
    assert answer(b"g") == b"OK"
    # Nor is a command its own that only ends there.
    client.send(b"h UNAUTHENTICATE\r\ni" + external[:-3])
    assert answer(b"h") == b"OK"
    client.send(external[-3:])
    assert answer(b"i") == b"NO"
    client.send(b"j" + external)
    assert answer(b"j") == b"OK"
