# SPDX-License-Identifier: MIT
"""A mail through fumikura-lda is stored, indexed, counted and read by IMAP."""
import os
import re

import corpus
import pytest
from conftest import mail

ALL = {**corpus.samples(), **corpus.generated()}


def body_of(client, number):
    kind, data = client.fetch(str(number), "(RFC822.SIZE BODY.PEEK[])")
    assert kind == "OK"
    size = int(re.search(rb"RFC822\.SIZE (\d+)", b" ".join(
        part if isinstance(part, bytes) else part[0] + b" " for part in data)).group(1))
    return size, data[0][1]


def test_one_mail_comes_back(server):
    assert server.deliver("alice@example.org", mail("First"), "-f", "bob@example.org").returncode == 0
    client = server.imap("alice@example.org", tls=True)
    assert client.select()[1] == [b"1"]
    size, body = body_of(client, 1)
    assert size == len(body)
    assert b"Subject: First\r\n" in body and body.endswith(b"\r\n\r\nA line.\r\n")
    assert body.startswith(b"Return-Path: <bob@example.org>\r\nDelivered-To: alice@example.org\r\n")
    client.logout()


def test_file_name_index_and_maildirsize_agree(server):
    root = server.maildir("alice@example.org")
    names = os.listdir(root / "new") + os.listdir(root / "cur")
    assert len(names) == 1
    match = re.fullmatch(r"\d+\.M\d+P\d+Q\d+\.mail\.example\.org,S=(\d+),W=(\d+),U=(\d+)\.[0-9a-f]+(:2,)?",
                         names[0])
    assert match, names
    path = root / ("new" if names[0] in os.listdir(root / "new") else "cur") / names[0]
    content = path.read_bytes()
    assert int(match.group(1)) == len(content)
    assert int(match.group(2)) == len(content) + content.count(b"\n")
    assert not (root / "maildirfolder").exists()
    lines = (root / "maildirsize").read_text().splitlines()
    assert sum(int(line.split()[0]) for line in lines[1:]) == len(content)
    assert sum(int(line.split()[1]) for line in lines[1:]) == 1
    check = server.run("index", "check", "alice@example.org")
    assert check.returncode == 0, check.stdout


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_kind_of_message_comes_back_whole(server, name):
    message = ALL[name]
    if message.startswith(b"From "):
        message = message.split(b"\n", 1)[1]  # an mbox line is no part of a message
    done = server.deliver("bob@example.org", message, "-f", "corpus@example.net")
    assert done.returncode == 0, done
    client = server.imap("bob@example.org")
    count = int(client.select()[1][0])
    size, body = body_of(client, count)
    assert size == len(body)
    expected = corpus.wire(message).rstrip(b"\r")
    assert body.endswith(expected) or body.endswith(expected + b"\r\n"), name
    # Every structural answer parses and the connection lives on.
    for item in ("ENVELOPE", "BODYSTRUCTURE", "BODY", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]",
                 "BODY.PEEK[1]", "BODY.PEEK[1.MIME]", "BODY.PEEK[HEADER.FIELDS (Subject From)]",
                 "BODY.PEEK[]<10.20>", "RFC822.HEADER", "FULL"):
        assert client.fetch(str(count), f"({item})" if item != "FULL" else item)[0] == "OK", item
    header = client.fetch(str(count), "(BODY.PEEK[HEADER])")[1][0][1]
    text = client.fetch(str(count), "(BODY.PEEK[TEXT])")[1][0][1]
    assert header + text == body
    client.logout()


def test_a_large_message(server):
    message = mail("Large").encode() + (b"0123456789" * 7 + b"\n") * (25 * 1024 * 1024 // 71)
    assert server.deliver("alice@example.org", message).returncode == 0
    for tls in (False, True):
        client = server.imap("alice@example.org", tls=tls)
        count = int(client.select()[1][0])
        size, body = body_of(client, count)
        assert size == len(body) and body.endswith(corpus.wire(message))
        client.logout()


def test_sender_recipient_and_mailbox_options(server):
    client = server.imap("alice@example.org")
    assert client.create("Lists.dev")[0] == "OK"
    done = server.deliver("alice@example.org", mail("To a folder"), "-f", "", "-m", "Lists.dev",
                          "-a", "alice+x@example.org", "-r", "alice@example.org")
    assert done.returncode == 0, done
    assert client.select("Lists.dev")[1] == [b"1"]
    _, body = body_of(client, 1)
    assert body.startswith(b"Return-Path: <>\r\n")
    client.logout()


def test_mbox_line_gives_the_sender(server):
    done = server.deliver("alice@example.org", b"From carol@example.net Sun Nov 22 10:00:00 2026\n"
                          + mail("Mbox").encode())
    assert done.returncode == 0
    client = server.imap("alice@example.org")
    count = int(client.select()[1][0])
    _, body = body_of(client, count)
    assert body.startswith(b"Return-Path: <carol@example.net>\r\n")
    assert b"From carol" not in body
    client.logout()


@pytest.mark.parametrize("words,code", [
    (("-d", "nobody@example.org"), 67),
    (("-d", "../etc@example.org"), 67),
    (("-d", "x" * 300 + "@example.org"), 67),
    (("-Z",), 64),
])
def test_lda_exit_codes(server, words, code):
    done = server.deliver("alice@example.org", mail(), *words)
    assert done.returncode == code, done
    if code == 67:
        assert re.match(rb"5\.1\.\d ", done.stdout), done


def test_lda_without_a_server_is_temporary(new_server):
    server = new_server(start=False)
    assert server.deliver("alice@example.org", mail()).returncode == 75


def test_disabled_and_enabled_again(new_server):
    server = new_server()
    assert server.run("user", "disable", "alice@example.org").returncode == 0
    done = server.deliver("alice@example.org", mail())
    assert done.returncode == 77 and done.stdout.startswith(b"5.2.1 "), done
    with pytest.raises(Exception, match="(?i)AUTH"):
        server.imap("alice@example.org")
    assert server.run("user", "enable", "alice@example.org").returncode == 0
    assert server.deliver("alice@example.org", mail()).returncode == 0
    assert server.imap("alice@example.org").select()[1] == [b"1"]


def test_quota_is_kept(new_server):
    server = new_server(users=())
    server.add_user("carol@example.org", "pw", "--quota", "20K")
    assert server.deliver("carol@example.org", mail(body="x" * 12000 + "\n")).returncode == 0
    done = server.deliver("carol@example.org", mail(body="x" * 12000 + "\n"))
    assert done.returncode == 77 and done.stdout.startswith(b"5.2.2 "), done
    client = server.imap("carol@example.org", "pw")
    assert client.select()[1] == [b"1"]
    kind, data = client.append("INBOX", None, None, mail(body="x" * 12000 + "\n").encode())
    assert kind == "NO" and b"OVERQUOTA" in data[0]
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    assert server.deliver("carol@example.org", mail(body="x" * 12000 + "\n")).returncode == 0
