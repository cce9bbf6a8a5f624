# SPDX-License-Identifier: MIT
"""What TLS does by itself while a session is parked."""
import pytest
from conftest import PASSWORD, Server
from openssl_client import KEYS, KEYS_OF_BOTH, OpensslClient, Refused
from test_park import Client, all_parked, deliver, until


@pytest.fixture(scope="module")
def quick():
    s = Server("session_linger = 0\n")
    s.start()
    yield s
    s.remove()


class TlsClient(Client):
    def __init__(self, server, user, version):
        self.sock = OpensslClient(server.imaps_port, version)
        self.tag, self.came = 0, b""
        self.packer = self.unpacker = None
        assert self.line().startswith("* OK")
        self.run(f'LOGIN {user} "{PASSWORD}"')


def parks(server):
    line = next(line for line in server.run("stats").stdout.splitlines()
                if line.startswith("gate_parks "))
    return int(line.split()[1])


@pytest.mark.parametrize("whose", [KEYS, KEYS_OF_BOTH], ids=["own", "of-both"])
def test_new_keys_while_parked_lose_nothing(quick, whose):
    user = quick.add_user(f"keys{whose}@example.org")
    client = TlsClient(quick, user, "1.3")
    client.run("SELECT INBOX")
    for i in range(1, 4):
        all_parked(quick)
        before = parks(quick)
        # It is a record that can be read, though it says nothing: the command
        # alone wakes.
        client.sock.new_keys(whose)
        assert client.run("UID SEARCH ALL") == [
            "* SEARCH" + "".join(f" {uid}" for uid in range(1, i))]
        all_parked(quick)
        assert parks(quick) == before + 1
        client.idle()
        all_parked(quick)
        client.sock.new_keys(whose)
        deliver(quick, f"number {i}", user)
        assert client.line() == f"* {i} EXISTS"
        assert client.line().endswith(" RECENT")
        client.sock.new_keys(whose)
        client.send("DONE\r\n")
        assert client.rest() == []
    client.run("LOGOUT")
    client.sock.close()


def test_a_new_handshake_is_refused(quick):
    user = quick.add_user("again@example.org")
    other = TlsClient(quick, user, "1.2")
    other.run("SELECT INBOX")
    other.idle()
    client = TlsClient(quick, user, "1.2")
    client.run("SELECT INBOX")
    all_parked(quick)
    with pytest.raises(Refused, match="no renegotiation"):
        client.sock.new_handshake()
    client.sock.close()
    all_parked(quick)
    until(lambda: quick.log_text().count(" logout ") > 0, quick.log_text)
    deliver(quick, "to the other", user)
    assert other.line() == "* 1 EXISTS"
    assert other.line().endswith(" RECENT")
    other.send("DONE\r\n")
    assert other.rest() == []
    other.run("LOGOUT")
    other.sock.close()


def test_who_ends_tls_while_parked_is_answered(quick):
    user = quick.add_user("ends@example.org")
    for idles in (False, True):
        client = Client(quick, user, tls=True)
        client.run("SELECT INBOX")
        if idles:
            client.idle()
        all_parked(quick)
        # It says close_notify, keeps the connection, and waits for ours.
        client.sock.settimeout(30)
        client.sock.unwrap()
        client.close()
