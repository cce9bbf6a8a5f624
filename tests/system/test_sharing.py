# SPDX-License-Identifier: MIT
"""Mailboxes of others: nobody sees what was not shared with them, whatever they call it."""
import imaplib
import re

import pytest

from conftest import mail
from mailboxes import own

imaplib.Commands.update(dict.fromkeys(("REPLACE", "MYRIGHTS", "LISTRIGHTS"), ("AUTH", "SELECTED")))

OWNERS = [f"owner{n}@example.org" for n in range(3)]
READER = "reader@example.org"
SECRET = "only for its owner"


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def path(owner, name):
    return f"#shared.{owner.replace('.', '^')}.{name}"


def put(client, name, subject):
    ok(client.append(name, None, None, mail(subject).replace("\n", "\r\n").encode()))


def share(server, owner, name, rights, subject, reader=READER):
    client = server.imap(owner)
    ok(client.create(name))
    put(client, name, subject)
    ok(client.setacl(name, reader, rights))
    client.logout()


def untagged(client, command, *arguments):
    """(OK or NO, all lines of the answer as one text)."""
    tag = client._new_tag()
    client.send(tag + b" " + " ".join((command, *arguments)).encode() + b"\r\n")
    lines = []
    while True:
        line = client.readline()
        assert line, lines
        lines.append(line)
        if line.startswith(tag):
            return line.split()[1].decode(), b"".join(lines).decode("utf-8", "replace")


@pytest.fixture(scope="module")
def shared(server):
    for user in OWNERS + [READER]:
        server.add_user(user)
    return server


NAMES = ["../../example.org/owner0/Maildir", "..", "...", ".", "/", "Secret/", "Secret/../Secret", "./Secret", ".Secret",
         "Secret.", "INBOX", "inbox", "INBOX.Secret", "Secret", "secret", "Secret\x01", "Secret%", "&AC8-", "fumikura",
         "Shared/../../Secret", "Shared..Secret", "Shared.", "Shared.Below", "S" * 300]
USERS = ["owner0@example^org", "OWNER0@EXAMPLE^ORG", "owner0@example^org^", "owner0", "", "^", "^^", "..", "../owner0@example^org",
         "owner0@example^org/../owner1@example^org", "nobody@example^org", "*", "%", "owner0@example^org\x01", "public", "reader@example^org"]


def hostile():
    for user in USERS:
        for name in NAMES:
            yield f"#shared.{user}.{name}"
        yield f"#shared.{user}"
    yield from ("#shared", "#shared.", "#shared..", "#shared.owner0@example.org.Secret")


# What each command would need, with MAILBOX for the name.
COMMANDS = ["SELECT MAILBOX", "EXAMINE MAILBOX", "STATUS MAILBOX (MESSAGES)", "APPEND MAILBOX {3+}\r\nx: ", "COPY 1 MAILBOX",
            "MOVE 1 MAILBOX", "CREATE MAILBOX", "DELETE MAILBOX", "RENAME MAILBOX mine", "RENAME Mine MAILBOX",
            "GETQUOTAROOT MAILBOX", "GETMETADATA MAILBOX /shared/comment", "SETMETADATA MAILBOX (/shared/comment \"x\")",
            "GETACL MAILBOX", "SETACL MAILBOX reader@example.org lrswipkxtea", "DELETEACL MAILBOX reader@example.org",
            "LISTRIGHTS MAILBOX reader@example.org", "MYRIGHTS MAILBOX", "REPLACE 1 MAILBOX {3+}\r\nx: ", "SUBSCRIBE MAILBOX"]


def try_all(client, box):
    """Nothing succeeds, and nothing of the owner is in an answer."""
    quoted = '"' + box.replace("\\", "\\\\").replace('"', '\\"') + '"'
    for command in COMMANDS:
        if command.split()[0] in ("COPY", "MOVE", "REPLACE"):
            ok(client.select("Mine"))
        kind, text = untagged(client, command.replace("MAILBOX", quoted))
        assert kind in ("NO", "BAD"), (command, box, text)
        assert SECRET not in text and not re.search(r"^\* (STATUS|METADATA|ACL|MYRIGHTS|LISTRIGHTS|QUOTA)", text, re.M), text


def test_hostile_names(shared):
    """Whatever a path is made of, it leads to nothing that was not shared."""
    share(shared, OWNERS[0], "Shared", "lr", "for the reader")
    owner = shared.imap(OWNERS[0])
    ok(owner.create("Secret"))
    ok(owner.create("Shared.Secret"))
    for name in ("INBOX", "Secret", "Shared.Secret"):
        put(owner, name, SECRET)
    ok(owner.deleteacl("Shared.Secret", READER))
    before = sorted(owner.list()[1])
    client = shared.imap(READER)
    ok(client.create("Mine"))
    put(client, "Mine", "mine")
    for box in hostile():
        try_all(client, box)
    ok(client.select(path(OWNERS[0], "Shared"), readonly=True))
    for url in ("/%23shared.owner0@example%5Eorg.Secret/;UID=1", "/%23shared.owner0@example%5Eorg.INBOX/;UID=1",
                "/%23shared.owner0@example%5Eorg.Shared%2FSecret/;UID=1", "/%23shared.owner0@example%5Eorg.Shared.Secret/;UID=1",
                "/%23shared.owner0@example%5Eorg.Shared%00/;UID=1", "/%23shared.owner0@example%5Eorg.../../owner0/;UID=1"):
        kind, text = untagged(client, f'APPEND INBOX CATENATE (URL "{url}")')
        assert kind == "NO" and "[BADURL" in text and SECRET not in text, text
    kind, text = untagged(client, "LIST", '""', "*", 'RETURN (STATUS (MESSAGES) MYRIGHTS METADATA ("/shared/comment"))')
    assert kind == "OK" and "Secret" not in text and "owner0@example^org.INBOX" not in text, text
    kind, text = untagged(client, "GETQUOTA", f'"User quota of {OWNERS[0]}"')
    assert kind == "NO"
    # The owner has what the owner had.
    assert sorted(owner.list()[1]) == before
    assert sorted(shared.imap(OWNERS[0]).list()[1]) == before


def test_three_users(shared):
    """What one was given the other has not, and neither what is beside it."""
    share(shared, OWNERS[1], "Open", "lrswipkxtea", "first")
    owner = shared.imap(OWNERS[1])
    put(owner, "INBOX", SECRET)
    other = shared.imap(OWNERS[2])
    ok(other.create("Mine"))
    put(other, "Mine", "mine")
    for name in ("Open", "Open.Below", "INBOX"):
        try_all(other, path(OWNERS[1], name))
    assert OWNERS[1].replace(".", "^") not in untagged(other, "LIST", '""', "*")[1]
    reader = shared.imap(READER)
    box = path(OWNERS[1], "Open")
    # Of the mailbox itself everything; next to it nothing.
    assert untagged(reader, "RENAME", f'"{box}"', f'"{path(OWNERS[1], "Beside")}"')[0] == "NO"
    assert untagged(reader, "RENAME", f'"{box}"', '"Taken"')[0] == "NO"
    assert untagged(reader, "RENAME", "Mine", f'"{box}.Mine"')[0] == "NO"
    assert untagged(reader, "CREATE", f'"{path(OWNERS[1], "Beside")}"')[0] == "NO"
    assert untagged(reader, "CREATE", f'"{box}.Below"')[0] == "OK"
    assert untagged(reader, "DELETE", f'"{box}.Below"')[0] == "OK"
    # A mailbox of an owner that is taken back while a session has it selected.
    ok(reader.select(f'"{box}"'))
    ok(owner.deleteacl("Open", READER))
    try:
        kind = untagged(reader, "UID FETCH", "1:*", "(BODY.PEEK[])")[0]
    except (AssertionError, OSError):
        kind = "BYE"
    assert kind != "OK"


def test_owner_is_warned_of_what_others_put_in(new_server):
    """quota_warnings count for the owner, whoever filled the mailbox."""
    server = new_server('quota_warnings = "storage=50%"\n', users=[READER])
    owner = "full@example.org"
    server.add_user(owner, "pw", "--quota", "100K")
    mine = server.imap(owner, "pw")
    ok(mine.create("Work"))
    ok(mine.setacl("Work", READER, "lri"))
    client = server.imap(READER)
    put_large = mail("large", body="x" * 70 + "\n").replace("\n", "\r\n").encode() + (b"y" * 60 + b"\r\n") * 1000
    ok(client.append(path(owner, "Work"), None, None, put_large))
    ok(client.noop())
    ok(mine.select("INBOX"))
    assert len(mine.search(None, "ALL")[1][0].split()) == 1
    assert client.select("INBOX")[1] == [b"0"]


def test_deliveries_ask_for_p(new_server):
    """A list that takes p from the owner sends mail for the detail to INBOX."""
    server = new_server("lmtp_save_to_detail_mailbox = yes\n")
    alice = server.imap("alice@example.org")
    for name in ("yes", "no"):
        ok(alice.create(name))
    no = server.maildir("alice@example.org") / ".no" / "dovecot-acl"
    no.write_text("owner lrswikxtea\n")
    assert server.deliver("alice+yes@example.org", mail("to yes")).returncode == 0
    assert server.deliver("alice+no@example.org", mail("to no")).returncode == 0
    assert alice.select("yes")[1] == [b"1"]
    assert alice.select("no")[1] == [b"0"]
    assert alice.select("INBOX")[1] == [b"1"]


def test_acl_command(new_server):
    """Lists by hand: told, changed, and noted for LIST, also when edited in the file."""
    alice, bob = "alice@example.org", "bob@example.org"
    server = new_server("acl_groups = staff\n", users=[alice, bob])

    def acl(*words):
        return server.run("acl", *words)

    def seen_by_bob():
        text = untagged(server.imap(bob), "LIST", '""', "#shared.*")[1]
        return re.findall(r"#shared\.alice@example\^org\.(\w+)", text)

    ok(server.imap(alice).create("Work"))
    ok(server.imap(alice).create("Team"))
    assert acl("set", alice, "Work", "user=BOB@example.org", "lr").returncode == 0
    assert acl("set", alice, "Work", "user=bob@example.org", "+s").returncode == 0
    assert acl("list", alice, "Work").stdout == "user=bob@example.org lrs\n"
    assert seen_by_bob() == ["Work"]
    assert acl("set", alice, "Work", "user=bob@example.org", "-s").returncode == 0
    assert acl("delete", alice, "Work", "user=bob@example.org").returncode == 0
    assert acl("list", alice, "Work").stdout == "" and seen_by_bob() == []
    for where, line in ((".Team", "group=staff lr\n"), (".Work", "user=bob@example.org lr\n")):
        (server.maildir(alice) / where / "dovecot-acl").write_text(line)
    assert acl("rebuild", "--all").returncode == 0
    assert seen_by_bob() == ["Team", "Work"]
    for words in (("set", alice, "Work", "bob@example.org", "lr"), ("set", alice, "Work", "user=bob@example.org\nanyone", "lr"),
                  ("set", alice, "Work", "user=bob@example.org", "lrz"), ("set", alice, "../Work", "user=bob@example.org", "lr"),
                  ("list", alice, "nothing"), ("rebuild", "nobody@example.org")):
        done = acl(*words)
        assert done.returncode == 1 and done.stderr, words
    assert acl("list", alice).returncode == 64


def test_lists_that_came_with_the_mail(new_server):
    """Of Dovecot and of Courier: noted for LIST when their owner is met first, whoever that is."""
    users = [f"{name}@example.org" for name in ("alice", "carol", "bob")]
    server = new_server(users=users, start=False)
    for user, name, text in ((users[0], "dovecot-acl", "user=bob@example.org lr\n"),
                             (users[1], "courierimapacl", "owner acdilrsw\nuser=bob@example.org lr\n")):
        for folder in ("", ".Work"):
            for part in ("cur", "new", "tmp"):
                (server.maildir(user) / folder / part).mkdir(parents=True)
        (server.maildir(user) / ".Work" / "maildirfolder").touch()
        (server.maildir(user) / ".Work" / name).write_text(text)
        own(server.maildir(user).parents[1], server.maildir(user).parents[2])
    server.start()
    bob = server.imap(users[2])
    assert "Work" not in untagged(bob, "LIST", '""', "#shared.*")[1]
    server.imap(users[0]).select()
    server.deliver(users[1], mail("hello"))
    told = untagged(bob, "LIST", '""', "#shared.*")[1]
    assert "#shared.alice@example^org.Work" in told and "#shared.carol@example^org.Work" in told, told


def test_public_mailboxes_and_groups(new_server):
    """Nobody owns public mailboxes: lists alone say who may, by user and by group."""
    users = ["alice@example.org", "bob@example.org"]
    server = new_server(users=users, start=False)
    root = server.maildir(users[0]).parents[2] / "public"
    for folder in ("", ".News", ".Staff", ".Closed"):
        for name in ("cur", "new", "tmp"):
            (root / folder / name).mkdir(parents=True)
    (root / "dovecot-acl").write_text("user=alice@example.org lk\n")
    (root / ".News" / "dovecot-acl").write_text("authenticated lrs\nuser=alice@example.org lrswite\n")
    (root / ".Staff" / "dovecot-acl").write_text("group=staff lri\n")
    own(root, server.maildir(users[0]).parents[2])
    server.configure(f'public_mail = "{root}"\nacl_groups = "staff,sales"\n')
    server.start()
    alice, bob = server.imap(users[0]), server.imap(users[1])
    text = untagged(bob, "LIST", '""', "#public.*")[1]
    assert re.findall(r"#public\.(\w+)", text) == ["News", "Staff"], text
    put(alice, "#public.News", "news")
    put(bob, "#public.Staff", "by a group")
    for box in ("#public.Closed", "#public.INBOX", "#public", "#public..News", "#public.News/../.Closed"):
        assert untagged(bob, "SELECT", f'"{box}"')[0] in ("NO", "BAD"), box
    assert untagged(bob, "APPEND", "#public.News", "{3+}\r\nx: ")[0] == "NO"
    assert untagged(bob, "CREATE", "#public.Mine")[0] == "NO"
    assert untagged(alice, "CREATE", "#public.Made")[0] == "OK"
    # Each reader's \Seen is the reader's.
    ok(bob.select("#public.News"))
    ok(bob.store("1", "+FLAGS", r"(\Seen)"))
    assert b"(UNSEEN 0)" in ok(bob.status("#public.News", "(UNSEEN)"))[0]
    assert b"(UNSEEN 1)" in ok(alice.status("#public.News", "(UNSEEN)"))[0]
