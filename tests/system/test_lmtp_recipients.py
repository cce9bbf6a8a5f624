# SPDX-License-Identifier: MIT
"""Whom LMTP finds behind an address, and what each of many recipients gets."""
import pytest

from conftest import mail
from lmtp_client import Lmtp, files, newest

ALICE, BOB, DASH = "alice@example.org", "bob@example.org", "al-ice@example.org"
CATCH = "catchall@example.org"


@pytest.fixture(scope="module")
def lists(request):
    """Details behind + and -, one who catches all."""
    from conftest import Server
    s = Server('recipient_delimiter = "+-"\ncatch_all_user = "catchall@%d"\n')
    for user in (ALICE, BOB, DASH, CATCH):
        s.add_user(user)
    s.start()
    yield s
    s.remove()


def deliver(server, *recipients, subject="x", top=""):
    client = Lmtp(server)
    assert [a[:3] for a in client.begin(*recipients)] == ["250"] * len(recipients)
    answers = client.data(top + mail(subject), len(recipients))
    client.close()
    return [a[:9] for a in answers]


@pytest.mark.parametrize("address, user", [
    ("alice+x@example.org", ALICE), ("alice-x-y+z@example.org", ALICE),
    ("al-ice-x@example.org", DASH), ("al-ice@example.org", DASH), ("al-x@example.org", CATCH),
    ("who-ever@example.org", CATCH), ("ALICE-X@EXAMPLE.ORG", ALICE)])
def test_the_longest_user_gets_the_mail(lists, address, user):
    before = len(files(lists, user))
    deliver(lists, address)
    assert len(files(lists, user)) == before + 1
    assert f"\nDelivered-To: {address}\n" in newest(lists, user)


def test_nobody_catches_for_another_domain(lists):
    client = Lmtp(lists)
    assert client.begin("any@example.com")[0].startswith("550 5.1.1")
    client.close()


def test_mail_for_many_is_one_file(new_server):
    """Where all of it is one process' work; else who has the file could write in the others' mail."""
    server = new_server('isolation = "uid"\n', users=(ALICE, BOB))
    deliver(server, ALICE, BOB, subject="linked")
    one, two = files(server, ALICE)[-1], files(server, BOB)[-1]
    assert one.stat().st_ino == two.stat().st_ino
    assert "Delivered-To" not in one.read_text()


def test_a_thousand_recipients_share_one_file(new_server):
    users = [f"u{i}@example.org" for i in range(1000)]
    server = new_server(users=(), start=False)
    (server.dir / "users").write_text("".join(f"{u}:{{PLAIN}}x\n" for u in users))
    server.configure('isolation = "uid"\n' f'accounts "file" {{\n type = "passwd-file"\n file = "{server.dir}/users"\n}}\n')
    server.start()
    assert deliver(server, *users, subject="thousand") == ["250 2.1.5"] * 1000
    found = [files(server, user) for user in users]
    assert [len(f) for f in found] == [1] * 1000
    assert len({f[0].stat().st_ino for f in found}) == 1
    # each quota counts all of it
    size = found[0][0].stat().st_size
    for user in (users[0], users[-1]):
        sizes = (server.maildir(user) / "maildirsize").read_text().split("\n")[1:]
        assert sum(int(line.split()[0]) for line in sizes if line.strip()) == size


@pytest.mark.parametrize("mode, of_many, of_one", [
    ("final", (ALICE, BOB), ALICE), ("none", (None, None), None),
    ("original", ("List@example.org", BOB), "List@example.org")])
def test_delivered_to_by_setting(new_server, mode, of_many, of_one):
    server = new_server(f'delivered_to = "{mode}"\n', users=(ALICE, BOB))
    for recipients in ((ALICE, BOB), (ALICE,)):
        client = Lmtp(server)
        client.begin()
        for recipient in recipients:
            orcpt = " ORCPT=rfc822;List@example.org" if recipient == ALICE else ""
            assert client.say(f"RCPT TO:<{recipient}>{orcpt}").startswith("250")
        answers = client.data(mail("modes", "x" * 100 + "\n.dot\n"), len(recipients))
        assert [a[:3] for a in answers] == ["250"] * len(recipients)
        client.close()
        wanted = of_many if len(recipients) == 2 else (of_one,)
        for recipient, name in zip(recipients, wanted):
            lines = newest(server, recipient).split("\n")
            assert lines[0] == "Return-Path: <s@example.net>"
            named = [line for line in lines if line.startswith("Delivered-To:")]
            assert named == ([f"Delivered-To: {name}"] if name else [])
            if name:
                assert lines[1] == named[0] and lines[2].startswith("Received: ")
            assert lines[-4:] == ["", "x" * 100, ".dot", ""]


def test_large_copies_of_their_own(new_server):
    server = new_server('delivered_to = "final"\n', users=(ALICE, BOB))
    body = "0123456789\n" * 60000
    client = Lmtp(server)
    client.begin(ALICE, BOB)
    assert [a[:3] for a in client.data(mail("large", body), 2)] == ["250", "250"]
    client.close()
    for user in (ALICE, BOB):
        text = newest(server, user)
        assert text.endswith("\n\n" + body) and f"\nDelivered-To: {user}\n" in text
        assert not list((server.maildir(user) / "tmp").iterdir())


LOOP = (f"Received: from a by b (Postfix) id 123\nReturn-Path: <>\nDelivered-To: {ALICE}\n"
        "Received: from c by a id 122\n")


def test_a_message_may_come_again_where_it_is_only_stored(server):
    """As from a mailbox that fetchmail empties; test_delivery_rules.py has those who forward."""
    before = len(files(server, ALICE))
    assert deliver(server, ALICE, BOB, top=LOOP) == ["250 2.1.5", "250 2.1.5"]
    assert len(files(server, ALICE)) == before + 1
    # nor does a message of the mailbox itself, delivered once more
    deliver(server, ALICE, subject="again")
    assert deliver(server, ALICE, top=newest(server, ALICE).split("From:")[0]) == ["250 2.1.5"]


def test_too_many_received_fields(new_server):
    server = new_server("received_max = 10\n")
    top = "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0900\n"
    assert deliver(server, ALICE, top=top * 10) == ["250 2.1.5"]
    assert deliver(server, ALICE, top=top * 11) == ["554 5.4.6"]
