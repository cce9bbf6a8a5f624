# SPDX-License-Identifier: MIT
"""APOP with a secret of its own: from the account source, and from a file of the user's."""
import base64
import hashlib
import os
import poplib
import re
import sqlite3

from auth_peer import Peer
from conftest import PASSWORD
from test_chain import section

ALICE, BOB = "alice@example.org", "bob@example.org"
BANNER = "<1896.697170952@dbc.mtview.ca.us>"  # RFC 1939 7
APOP = 'auth_mechanisms = "PLAIN APOP"\n'


def apop(server, user, secret):
    """OK, or the response code of the refusal."""
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    try:
        client.apop(user, secret)
    except poplib.error_proto as refusal:
        return re.search(r"\[(\S+)\]", str(refusal)).group(1)
    else:
        client.quit()
        return "OK"
    finally:
        client.close()


def test_apop_has_a_secret_of_its_own(new_server):
    server = new_server(APOP, users=(ALICE,))
    assert apop(server, ALICE, PASSWORD) == "AUTH"  # only a hash is stored
    done = server.run("user", "apop", ALICE, input="tanstaaf\n")
    assert done.returncode == 0 and done.stdout == f"{ALICE} has a new secret for APOP\n", done
    assert apop(server, ALICE, "tanstaaf") == "OK"
    assert apop(server, ALICE, PASSWORD) == "AUTH"
    with Peer(server, "auth") as peer:
        assert peer.login(ALICE, PASSWORD, service="pop3")[0] == "OK"
        assert peer.login(ALICE, "tanstaaf", service="pop3")[0] == "FAIL"
    server.run("user", "noaccess", ALICE)
    assert apop(server, ALICE, "tanstaaf") == "AUTH"
    server.run("user", "enable", ALICE)
    assert server.run("user", "apop", ALICE, input="\n").stdout == f"{ALICE} has no secret for APOP\n"
    assert apop(server, ALICE, "tanstaaf") == "AUTH"
    assert server.run("user", "apop", BOB, input="x\n").returncode == 1


def test_a_digest_is_worth_nothing_to_an_mta(new_server):
    """auth does not know whose greeting a timestamp was: gate does, MTAs have none."""
    server = new_server(APOP, users=(ALICE,))
    server.run("user", "apop", ALICE, input="tanstaaf\n")
    digest = hashlib.md5((BANNER + "tanstaaf").encode()).digest()
    response = base64.b64encode(f"{BANNER}\0{ALICE}\0".encode() + digest).decode()
    with Peer(server, "auth") as peer:
        for service in ("smtp", "pop3"):
            peer.send("AUTH", 1, "APOP", f"service={service}", "secured", "nologin",
                      "rip=192.0.2.1", f"resp={response}")
            assert peer.line() == ["FAIL", "1", "reason=Unsupported mechanism"]
        peer.send("AUTH", 2, "PLAIN", "service=smtp")
        assert peer.line()[0] == "CONT"


def test_each_source_may_give_a_secret(new_server):
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
    assert [apop(server, ALICE, s) for s in ("a", PASSWORD)] == ["OK", "AUTH"]
    assert [apop(server, BOB, s) for s in ("a", PASSWORD)] == ["AUTH", "OK"]
    assert [apop(server, "carol@example.org", s) for s in ("c", "p")] == ["OK", "AUTH"]


def test_the_file_of_the_user_by_checkapoppws_rules(new_server):
    server = new_server(APOP + 'apop_file = ".password"\n', users=(ALICE, BOB))
    server.run("user", "apop", BOB, input="bobs\n")
    server.imap(ALICE).logout()  # makes the Maildir
    file = server.maildir(ALICE) / ".password"
    owner = server.maildir(ALICE).stat()
    assert apop(server, ALICE, PASSWORD) == "AUTH"

    def put(path, text, mode, uid=owner.st_uid):
        path.write_text(text)
        path.chmod(mode)
        if os.geteuid() == 0:
            os.chown(path, uid, owner.st_gid)

    put(file, "tanstaaf\nsecond line\n", 0o600)
    assert apop(server, ALICE, "tanstaaf") == "OK"
    assert apop(server, ALICE, PASSWORD) == "AUTH"
    assert apop(server, "nobody@example.org", "tanstaaf") == "AUTH"
    # what the source gives goes before
    assert apop(server, BOB, "bobs") == "OK"
    put(file, "tanstaaf\n", 0o640)
    assert apop(server, ALICE, "tanstaaf") == "SYS/TEMP"
    assert "has to have mode 600" in server.log_text()
    if os.geteuid() == 0:
        put(file, "tanstaaf\n", 0o600, owner.st_uid + 1)
        assert apop(server, ALICE, "tanstaaf") in ("AUTH", "SYS/TEMP")
    file.unlink()
    put(server.maildir(ALICE) / "other", "tanstaaf\n", 0o600)
    file.symlink_to("other")
    assert apop(server, ALICE, "tanstaaf") == "AUTH"
    listing = server.imap(ALICE)
    assert "password" not in str(listing.list())
    listing.logout()
