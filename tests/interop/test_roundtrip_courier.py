# SPDX-License-Identifier: MIT
"""Courier and Fumikura in turn on one Maildir, three times there and back."""
import os
import pwd
import re

import pytest
from conftest import mail, pop_uidls
from courier import Courier
from sight import append, facts, own

USER = "alice@example.org"
CAFE = "Caf&AOk-"

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="both servers need one owner of the mail")


def fill(client):
    client.create("INBOX." + CAFE)
    client.create("INBOX.Sent.2024")
    for number in range(10):
        append(client, "INBOX", f"Mail {number}", r"(\Seen)" if number % 2 else None)
    append(client, "INBOX." + CAFE, "Accent", "(NonJunk)")
    for name in ("INBOX", "INBOX." + CAFE, "INBOX.Sent.2024"):
        client.subscribe(name)
    client.setacl("INBOX.Sent.2024", "bob", "lrsc")
    client.logout()


def work(client, prefix, who, turn):
    """Some of everything that a client can change."""
    made = f"{prefix}Made&ZeVnLA-{who}{turn}"
    append(client, "INBOX", f"{who} {turn} a", r"(\Seen)")
    append(client, "INBOX", f"{who} {turn} b", "(NonJunk)")
    append(client, prefix + CAFE, f"{who} {turn} c")
    client.create(made)
    append(client, made, "in a new folder")
    client.subscribe(made)
    client.unsubscribe(f"{prefix}Made&ZeVnLA-{who}{turn - 1}")
    client.select("INBOX")
    client.store("1", "+FLAGS" if turn % 2 else "-FLAGS", r"(\Flagged $Forwarded)")
    client.store("2", "+FLAGS", rf"(\Answered by{who}{turn} {who})")
    client.store("3", "+FLAGS", r"(\Draft)")
    client.store("3", "-FLAGS", f"(by{who}{turn - 1})")
    client.copy("1:2", made)
    client.store("4", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.store("5", "+FLAGS", r"(\Deleted)")
    client.logout()


def courier_facts(courier):
    """As facts() of Fumikura."""
    client = courier.imap()
    boxes = {}
    for line in client.list()[1]:
        name = re.search(rb'"\." "?([^"]*)"?$', line).group(1).decode()
        said = client.status(f'"{name}"', "(UIDVALIDITY UIDNEXT)")
        if said[0] != "OK":
            boxes[name] = (0, 0, {})
            continue
        validity, uidnext = (int(re.search(word + rb" (\d+)", said[1][0]).group(1))
                             for word in (b"UIDVALIDITY", b"UIDNEXT"))
        client.select(f'"{name}"', readonly=True)
        found = {}
        for one in client.uid("FETCH", "1:*", "(FLAGS INTERNALDATE)")[1]:
            if one:
                flags = re.search(rb"FLAGS \(([^)]*)\)", one).group(1).split()
                date = re.search(rb'INTERNALDATE "([^"]*)"', one).group(1)
                found[int(re.search(rb"UID (\d+)", one).group(1))] = (
                    frozenset(flags) - {rb"\Recent"}, date)
        boxes[name] = (validity, uidnext, found)
    subscribed = [re.search(rb'"\." "?([^"]*)"?$', line).group(1).decode()
                  for line in client.lsub()[1] if line and b"Noselect" not in line]
    client.logout()
    strip = lambda name: name.removeprefix("INBOX.")
    return {strip(name): box for name, box in boxes.items()}, sorted(map(strip, subscribed))


def selectable(seen):
    return {name: box for name, box in seen[0].items() if box[0]}


def assert_same(after, before):
    """Mere parents of folders are no mailboxes; next UIDs may be reserved."""
    assert after[1] == before[1]
    assert selectable(after).keys() == selectable(before).keys()
    for name, (validity, uidnext, messages) in selectable(before).items():
        assert after[0][name][0] == validity, name
        assert after[0][name][1] >= uidnext, name
        assert after[0][name][2] == messages, name


def uidls(courier, seen):
    """{uid: UIDL} of INBOX. POP3 goes by the order of names, so the lists of
    both servers tell which is whose; each must have been said."""
    said = courier.uidls()
    lines = (courier.maildir / "courierpop3dsizelist").read_text().splitlines()[1:]
    numbers = {line.split(":2,")[0]: line.split()[-1].split(":") for line in lines}
    lines = (courier.maildir / "courierimapuiddb").read_text().splitlines()[1:]
    bases = {int(line.split(" ", 1)[0]): line.split(" ", 1)[1] for line in lines}
    assert bases.keys() == seen[0]["INBOX"][2].keys()
    found = {uid: "UID{}-{}".format(*numbers[base]) for uid, base in bases.items()}
    assert sorted(said) == sorted(found.values())
    return found


def test_three_times_there_and_back(new_server):
    # The form of Courier's own, for what is new.
    server = new_server('pop3_uidl_format = "UID%u-%v"\n', start=False)
    maildir = server.maildir(USER)
    maildir.parent.mkdir(parents=True, exist_ok=True)
    courier = Courier(maildir)
    try:
        own(server.dir / "mail")
        courier.make()
        fill(courier.imap())
        seen = courier_facts(courier)
        known = uidls(courier, seen)
        there_and_back(server, courier, seen, known)
    finally:
        courier.remove()


def there_and_back(server, courier, seen, known):
    said = courier.uidls()
    for turn in range(1, 4):
        server.start()
        if turn > 1:
            done = server.run("import", "courier", USER)
            assert done.returncode == 0, done.stderr
        assert_same(facts(server.imap(USER)), seen)
        assert pop_uidls(server, USER) == said
        work(server.imap(USER), "", "Fumikura", turn)
        assert server.deliver(USER, mail("delivered")).returncode == 0
        seen = facts(server.imap(USER))
        ours = pop_uidls(server, USER)
        assert server.run("index", "check", USER).returncode == 0
        server.stop()
        done = server.run("export", "courier", USER)
        assert done.returncode == 0, done.stdout + done.stderr
        there = courier_facts(courier)
        assert_same(there, seen)
        now = uidls(courier, there)
        assert {uid: now[uid] for uid in known if uid in now} == {
            uid: uidl for uid, uidl in known.items() if uid in now}
        assert sorted(ours) == sorted(now.values())
        known.update(now)
        work(courier.imap(), "INBOX.", "Courier", turn)
        seen = courier_facts(courier)
        known.update(uidls(courier, seen))
        said = courier.uidls()
    server.start()
    assert server.run("import", "courier", USER).returncode == 0
    assert_same(facts(server.imap(USER)), seen)
    assert pop_uidls(server, USER) == said
    assert (courier.maildir / ".Sent.2024/dovecot-acl").read_text().count("user=bob lrsk") == 1
