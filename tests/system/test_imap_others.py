# SPDX-License-Identifier: MIT
"""More owners of shared mailboxes than a session keeps open (shared_open_max)."""
import re

import pytest
from conftest import mail

ALICE = "alice@example.org"
OWNERS = [f"owner{number}@example.org" for number in range(6)]


def path_of(owner, name="Team"):
    return f"#shared.{owner.replace('.', '^')}.{name}"


@pytest.fixture(scope="module")
def shared():
    import conftest
    server = conftest.Server("shared_open_max = 1\n")
    for user in (ALICE, *OWNERS):
        server.add_user(user)
    server.start()
    for owner in OWNERS:
        client = server.imap(owner)
        client.create("Team")
        client.append("Team", None, None, mail(owner, to=owner).replace("\n", "\r\n").encode())
        client.setacl("Team", ALICE, "lrswi")
        client.logout()
    yield server
    server.remove()


def ask(client, line):
    tag = client._new_tag()
    client.send(tag + b" " + line + b"\r\n")
    answers = []
    while not (got := client.readline()).startswith(tag):
        assert got, "the server ended the connection"
        answers.append(got)
    assert got.startswith(tag + b" OK"), got
    return b"".join(answers)


@pytest.mark.parametrize("selected", [None, OWNERS[5]])
def test_the_status_of_each_is_told(shared, selected):
    client = shared.imap(ALICE)
    if selected:
        ask(client, f"SELECT {path_of(selected)}".encode())
    told = ask(client, b'LIST "" "*" RETURN (STATUS (MESSAGES DELETED-STORAGE APPENDLIMIT)'
                       b" METADATA (/shared/comment))")
    for owner in OWNERS:
        where = re.escape(path_of(owner).encode())
        assert re.search(rb"STATUS \"?" + where + rb"\"? \(MESSAGES 1 ", told), told
        assert re.search(rb"METADATA \"?" + where + rb"\"? ", told), told
    client.logout()


@pytest.mark.parametrize("selected", [None, OWNERS[5]])
def test_a_message_is_put_together_from_all(shared, selected):
    client = shared.imap(ALICE)
    if selected:
        ask(client, f"SELECT {path_of(selected)}".encode())
    urls = " ".join(f'URL "/{path_of(owner).replace("#", "%23")}/;UID=1"'
                    for owner in OWNERS + OWNERS)
    ask(client, f"APPEND {path_of(OWNERS[0])} CATENATE ({urls})".encode())
    ask(client, f"SELECT {path_of(OWNERS[0])}".encode())
    whole = ask(client, b"FETCH * BODY.PEEK[]")
    for owner in OWNERS:
        assert whole.count(f"Subject: {owner}".encode()) == 2
    client.logout()
