# SPDX-License-Identifier: MIT
"""What file names cannot carry: it is the same when the index was lost, and
goes with messages and mailboxes."""
import re
import shutil

from conftest import mail

USER = "alice@example.org"
ALL = [f"word{number}" for number in range(64)]


def look(server, mailbox):
    """{uid: (keywords, EMAILID, THREADID)} and the rest that a client sees."""
    client = server.imap(USER)
    assert client.select(mailbox, readonly=True)[0] == "OK"
    mailboxid = client.response("MAILBOXID")
    found = {}
    kind, lines = client.uid("FETCH", "1:*", "(FLAGS EMAILID THREADID SAVEDATE)")
    assert kind == "OK"
    for line in lines:
        if not line:
            continue
        words = set(re.search(rb"FLAGS \(([^)]*)\)", line).group(1).split())
        found[int(re.search(rb"UID (\d+)", line).group(1))] = (
            frozenset(word for word in words if word.startswith(b"word")),
            re.search(rb"EMAILID \((M[0-9a-f]+)\)", line).group(1),
            re.search(rb"THREADID \((T[0-9a-f]+)\)", line).group(1),
            re.search(rb'SAVEDATE "([^"]+)"', line).group(1))
    client.logout()
    return mailboxid, found


def listed(server):
    client = server.imap(USER)
    lines = sorted(client.list()[1])
    client.logout()
    return lines


def fill(server):
    client = server.imap(USER)
    assert client.create("Box")[0] == "OK"
    assert client._simple_command("CREATE", "Raus", r"(USE (\Sent))")[0] == "OK"
    assert client.create("Sent")[0] == "OK"
    for number in range(4):
        assert server.deliver(USER, mail(f"Mail {number}")).returncode == 0
    client.select()
    assert client.store("1", "+FLAGS", "(%s)" % " ".join(ALL))[0] == "OK"
    assert client.store("2", "FLAGS", "(word0 word40 word63)")[0] == "OK"
    assert client.store("1", "-FLAGS", "(word1 word41)")[0] == "OK"
    assert client.store("3", "+FLAGS", "(word50)")[0] == "OK"
    assert client.store("3", "-FLAGS", "(word50)")[0] == "OK"
    assert client.copy("1:2", "Box")[0] == "OK"
    assert client._simple_command("MOVE", "2", "Raus")[0] == "OK"
    assert client.append("Box", "(word62 word2)", None, mail("new").encode())[0] == "OK"
    assert client.rename("Box", "Kiste")[0] == "OK"
    client.logout()


def words(*numbers):
    return frozenset(b"word%d" % number for number in numbers)


def test_facts_outlive_the_index(new_server):
    server = new_server()
    fill(server)
    boxes = ("INBOX", "Kiste", "Raus")
    before = [look(server, box) for box in boxes]
    most = words(*(set(range(64)) - {1, 41}))
    assert [entry[0] for entry in before[0][1].values()] == [most, words(), words()]
    assert [entry[0] for entry in before[1][1].values()] == [
        most, words(0, 40, 63), words(62, 2)]
    assert [entry[0] for entry in before[2][1].values()] == [words(0, 40, 63)]
    # A copy is the same mail.
    assert before[0][1][1][1:3] == before[1][1][1][1:3]
    tree = listed(server)
    assert rb'(\HasNoChildren \Sent) "." Raus' in tree
    assert rb'(\HasNoChildren) "." Sent' in tree
    for _ in range(2):
        shutil.rmtree(server.maildir(USER) / ".fumikura")
        assert [look(server, box) for box in boxes] == before
        assert listed(server) == tree
        assert server.run("index", "check", USER).returncode == 0


def test_torn_facts_cost_no_other(new_server):
    server = new_server()
    fill(server)
    path = server.maildir(USER) / "fumikura-facts"
    before = look(server, "INBOX")
    with open(path, "ab") as file:
        file.write(b"keyword 00 1:4 word99 sum=0\n\xff\x00\nkeyword torn")
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert look(server, "INBOX") == before
    client = server.imap(USER)
    client.select()
    assert client.store("2", "+FLAGS", "(word63)")[0] == "OK"
    client.logout()
    after = look(server, "INBOX")
    assert after[1][3][0] == words(63)
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert look(server, "INBOX") == after


def test_the_doctor_writes_again_what_damaged_facts_have_lost(new_server):
    server = new_server()
    fill(server)
    before = look(server, "INBOX"), look(server, "Kiste")
    server.stop()
    for folder in ("", ".Kiste"):
        path = server.maildir(USER) / folder / "fumikura-facts"
        path.write_bytes(path.read_bytes()[:len(path.read_bytes()) // 2])
    assert "keywords differ from fumikura-facts" in server.run("doctor", USER).stdout
    assert "MENDED" in server.run("doctor", USER, "--repair").stdout
    assert server.run("doctor", USER).returncode == 0
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    server.start()
    assert (look(server, "INBOX"), look(server, "Kiste")) == before
