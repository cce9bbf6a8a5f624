# SPDX-License-Identifier: MIT
"""APOP with a secret of its own: from the account source, and from a file of the user's."""
import base64
import hashlib
import os
import sqlite3

import pytest

from conftest import PASSWORD
from test_chain import Peer, section

ALICE, BOB = "alice@example.org", "bob@example.org"
BANNER = "<1896.697170952@dbc.mtview.ca.us>"  # RFC 1939 7
APOP = 'auth_mechanisms = "PLAIN APOP"\n'


class Client(Peer):
    def apop(self, user, secret):
        self.number += 1
        digest = hashlib.md5((BANNER + secret).encode()).digest()
        response = f"{BANNER}\0{user}\0".encode() + digest
        self.send("AUTH", self.number, "APOP", "service=pop3", "nologin", "rip=192.0.2.1",
                  "resp=" + base64.b64encode(response).decode())
        return self.line()[0] or "closed"


@pytest.fixture
def client():
    opened = []

    def make(server):
        opened.append(Client(server, "auth"))
        return opened[-1]

    yield make
    for c in opened:
        c.close()


def test_apop_has_a_secret_of_its_own(new_server, client):
    server = new_server(APOP, users=(ALICE,))
    c = client(server)
    assert c.apop(ALICE, PASSWORD) == "FAIL"  # only a hash is stored
    done = server.run("user", "apop", ALICE, input="tanstaaf\n")
    assert done.returncode == 0 and done.stdout == f"{ALICE} has a new secret for APOP\n", done
    assert c.apop(ALICE, "tanstaaf") == "OK"
    assert c.apop(ALICE, PASSWORD) == "FAIL"
    assert c.login(ALICE, PASSWORD, service="pop3")[0] == "OK"
    assert c.login(ALICE, "tanstaaf", service="pop3")[0] == "FAIL"
    server.run("user", "noaccess", ALICE)
    assert c.apop(ALICE, "tanstaaf") == "FAIL"
    server.run("user", "enable", ALICE)
    assert server.run("user", "apop", ALICE, input="\n").stdout == f"{ALICE} has no secret for APOP\n"
    assert c.apop(ALICE, "tanstaaf") == "FAIL"
    assert server.run("user", "apop", BOB, input="x\n").returncode == 1


def test_each_source_may_give_a_secret(new_server, client):
    server = new_server(start=False)
    (server.dir / "users").write_text(f"{ALICE}:{{PLAIN}}{PASSWORD}::::::apop_secret=a\n"
                                      f"{BOB}:{{PLAIN}}{PASSWORD}::::::\n")
    with sqlite3.connect(server.dir / "db") as db:
        db.execute("CREATE TABLE people (name TEXT, secret TEXT)")
        db.execute("INSERT INTO people VALUES ('carol@example.org', '{PLAIN.B64}Yw==')")
    for path in (server.dir / "users", server.dir / "db"):
        path.chmod(0o644)
    server.configure(
        APOP + section("file", "passwd-file", file=server.dir / "users")
        + section("sql", "sqlite", file=server.dir / "db", user_query=
                  "SELECT name AS username, secret AS apop_secret, '{PLAIN}p' AS password"
                  " FROM people WHERE name = %{user}"))
    server.start()
    c = client(server)
    assert [c.apop(ALICE, s) for s in ("a", PASSWORD)] == ["OK", "FAIL"]
    assert [c.apop(BOB, s) for s in ("a", PASSWORD)] == ["FAIL", "OK"]
    assert [c.apop("carol@example.org", s) for s in ("c", "p")] == ["OK", "FAIL"]


def test_the_file_of_the_user_by_checkapoppws_rules(new_server, client):
    server = new_server(APOP + 'apop_file = ".password"\n', users=(ALICE, BOB))
    server.run("user", "apop", BOB, input="bobs\n")
    server.imap(ALICE).logout()  # makes the Maildir
    file = server.maildir(ALICE) / ".password"
    owner = server.maildir(ALICE).stat()
    assert client(server).apop(ALICE, PASSWORD) == "FAIL"

    def put(path, text, mode, uid=owner.st_uid):
        path.write_text(text)
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, uid, owner.st_gid)

    put(file, "tanstaaf\nsecond line\n", 0o600)
    assert client(server).apop(ALICE, "tanstaaf") == "OK"
    assert client(server).apop(ALICE, PASSWORD) == "FAIL"
    assert client(server).apop("nobody@example.org", "tanstaaf") == "FAIL"
    # what the source gives goes before
    assert client(server).apop(BOB, "bobs") == "OK"
    put(file, "tanstaaf\n", 0o640)
    assert client(server).apop(ALICE, "tanstaaf") == "closed"
    assert "has to have mode 600" in server.log_text()
    if os.geteuid() == 0:
        put(file, "tanstaaf\n", 0o600, owner.st_uid + 1)
        assert client(server).apop(ALICE, "tanstaaf") in ("FAIL", "closed")
    file.unlink()
    put(server.maildir(ALICE) / "other", "tanstaaf\n", 0o600)
    file.symlink_to("other")
    assert client(server).apop(ALICE, "tanstaaf") == "FAIL"
    listing = server.imap(ALICE)
    assert "password" not in str(listing.list())
    listing.logout()
