# SPDX-License-Identifier: MIT
"""fumikura mailbox: the mailboxes of a user, beside the running server."""
import concurrent.futures
import os
import re

import pytest
from conftest import mail

USER = "alice@example.org"
JAPANESE = "受信.請求書 2026"


def mailbox(server, *words):
    """The command; its lines as {name: text}."""
    done = server.run("mailbox", *words)
    assert done.returncode == 0, (words, done.stderr)
    return dict(line.split("\t") for line in done.stdout.splitlines())


def refused(server, *words):
    done = server.run("mailbox", *words)
    assert done.returncode == 1 and done.stderr.startswith("fumikura: "), (words, done)
    return done.stderr


def numbers(text):
    return {key: value if key == "mailbox" else int(value)
            for key, value in (field.split("=") for field in text.split())}


def test_life_of_a_mailbox(server):
    for name in ("Work", "Work.2026", JAPANESE):
        assert mailbox(server, "create", USER, name) == {}
    assert mailbox(server, "create", USER, "Kept", "--subscribe") == {}
    listed = mailbox(server, "list", USER)
    assert list(listed)[0] == "INBOX"
    assert listed["Work"] == "children" and listed["Work.2026"] == ""
    assert listed["受信"] == "noselect children" and listed[JAPANESE] == ""
    assert listed["Kept"] == "subscribed"
    mailbox(server, "subscribe", USER, JAPANESE)
    assert set(mailbox(server, "list", USER, "--subscribed")) == {"Kept", JAPANESE}
    client = server.imap(USER)
    assert client.select("Work.2026")[0] == "OK"
    assert len(client.lsub()[1]) == 2
    mailbox(server, "rename", USER, "Work", "仕事")
    listed = mailbox(server, "list", USER)
    assert "仕事.2026" in listed and "Work" not in listed
    mailbox(server, "delete", USER, "仕事")
    assert mailbox(server, "list", USER)["仕事"] == "noselect children"
    mailbox(server, "unsubscribe", USER, JAPANESE)
    mailbox(server, "delete", USER, JAPANESE)
    assert JAPANESE not in mailbox(server, "list", USER)
    client.logout()


def test_status_says_what_a_client_sees(server):
    user = "bob@example.org"
    for number in range(3):
        assert server.deliver(user, mail(f"No {number}")).returncode == 0
    client = server.imap(user)
    client.create("Other")
    client.select()
    client.store("2", "+FLAGS", r"(\Seen \Deleted)")
    found = numbers(mailbox(server, "status", user, "inbox")["inbox"])
    assert (found["messages"], found["unseen"], found["deleted"]) == (3, 2, 1)
    said = client.status("INBOX", "(UIDNEXT UIDVALIDITY)")[1][0]
    assert found["uidnext"] == int(re.search(rb"UIDNEXT (\d+)", said).group(1))
    assert found["uidvalidity"] == int(re.search(rb"UIDVALIDITY (\d+)", said).group(1))
    assert found["modseq"] >= 1 and found["vbytes"] > 100
    assert re.fullmatch("[0-9a-f]{32}", found["mailbox"])
    assert list(mailbox(server, "status", user)) == ["INBOX", "Other"]
    assert list(mailbox(server, "status", user, "Other", "INBOX")) == ["Other", "INBOX"]
    client.logout()


def test_special_use_and_metadata(server):
    user = "bob@example.org"
    mailbox(server, "create", user, "Gesendet", "--special-use", "Sent", "--subscribe")
    assert mailbox(server, "list", user)["Gesendet"] == r"subscribed \Sent"
    refused(server, "create", user, "Bogus", "--special-use", "Bogus")
    assert "Bogus" not in mailbox(server, "list", user)
    assert mailbox(server, "metadata", user, "Gesendet", "/shared/comment", "two\nlines \\") == {}
    found = mailbox(server, "metadata", user, "Gesendet")
    assert found["/shared/comment"] == r"two\x0alines \x5c"
    assert found["/private/specialuse"] == r"\x5cSent"
    assert mailbox(server, "metadata", user, "Gesendet", "/SHARED/comment") == \
        {"/shared/comment": r"two\x0alines \x5c"}
    mailbox(server, "metadata", user, "Gesendet", "/shared/comment", "--remove")
    refused(server, "metadata", user, "Gesendet", "/shared/comment")
    mailbox(server, "metadata", user, "", "/shared/admin", "mailto:x@example.org")
    assert mailbox(server, "metadata", user, "") == {"/shared/admin": "mailto:x@example.org"}
    refused(server, "metadata", user, "Gesendet", "comment", "x")
    refused(server, "metadata", user, "nothing there", "/shared/comment", "x")
    refused(server, "metadata", user, "Gesendet", "--remove")


def test_what_is_refused(server):
    mailbox(server, "create", USER, "Twice")
    refused(server, "create", USER, "Twice")
    refused(server, "create", USER, "a..b")
    refused(server, "create", USER, "INBOX")
    refused(server, "delete", USER, "INBOX")
    refused(server, "delete", USER, "nothing there")
    refused(server, "rename", USER, "nothing there", "x")
    refused(server, "status", USER, "nothing there")
    assert "nobody@example.org" in refused(server, "list", "nobody@example.org")
    assert "user name" in refused(server, "list", "a/b")


@pytest.mark.parametrize("words", [
    [], ["list"], ["bogus", USER], ["list", USER, "more"], ["list", USER, "--bogus"],
    ["create", USER], ["create", USER, "a", "b"], ["rename", USER, "a"],
    ["delete", USER, "a", "--subscribe"], ["create", USER, "a", "--special-use"],
    ["metadata", USER], ["metadata", USER, "a", "/shared/b", "c", "d"],
])
def test_usage(server, words):
    done = server.run("mailbox", *words)
    assert done.returncode == 64 and "usage: fumikura mailbox" in done.stderr, done


def test_beside_sessions_and_deliveries(new_server):
    server = new_server()
    assert server.deliver(USER, mail("first")).returncode == 0
    client = server.imap(USER)

    def work(number):
        name = f"Busy.{number}"
        mailbox(server, "create", USER, name)
        assert server.deliver(USER, mail(f"during {number}")).returncode == 0
        mailbox(server, "rename", USER, name, f"Done.{number}")
        assert numbers(mailbox(server, "status", USER, "INBOX")["INBOX"])["messages"] >= 2
        mailbox(server, "delete", USER, f"Done.{number}")

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(work, number) for number in range(6)]
        client.select()
        client.create("Mine")
        for job in jobs:
            job.result()
    assert list(mailbox(server, "list", USER)) == ["INBOX", "Mine"]
    assert client.noop()[0] == "OK"
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_what_root_makes_belongs_to_the_mail_user(new_server):
    server = new_server()
    mailbox(server, "create", USER, "Made.by.hand", "--subscribe")
    home = server.maildir(USER)
    owner = home.parent.parent.parent.stat().st_uid
    for path, folders, files in os.walk(home):
        for name in [".", *folders, *files]:
            assert os.lstat(os.path.join(path, name)).st_uid == owner, (path, name)
    client = server.imap(USER)
    assert client.select("Made.by.hand")[0] == "OK"
    client.logout()
