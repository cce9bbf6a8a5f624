# SPDX-License-Identifier: MIT
"""Mailboxes made, renamed and deleted: deep, many, in any script, and by several sessions at once."""
import os
import shutil
import signal
import threading
import time

import pytest

import faults
from mailboxes import USER, append, fresh, names, newest_worker, seen

LONG = os.environ.get("FUMIKURA_LONG") == "1"


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# ---- names ----

def test_deep_and_long_names(new_server):
    server = new_server()
    client = server.imap(USER)
    deep = ".".join("d" * 125)
    ok(client.create(deep))
    append(client, deep, "deep")
    found = names(client)
    # No longer name has room (RFC 9051 7.3.1: \NoInferiors implies \HasNoChildren).
    assert found[deep] == {r"\NoInferiors"}
    parents = [deep[:2 * level - 1] for level in range(1, 125)]
    assert all({r"\Noselect", r"\HasChildren"} <= found[name] for name in parents)
    assert len(client.list('""', '"%.%.%"')[1]) == 1
    ok(client.rename("d", "e"))
    assert seen(client, "e" + deep[1:])[2] == {1: "deep"}
    assert not [name for name in names(client) if name.startswith("d")]
    # One byte too long: nothing is renamed.
    assert client.rename("e", "ee")[0] == "NO"
    assert seen(client, "e" + deep[1:])[2] == {1: "deep"}
    ok(client.create("x" * 249))
    assert client.create("y" * 250)[0] == "NO"
    client.logout()


def test_names_in_any_script(new_server):
    server = new_server()
    client = server.imap(USER)
    # 文庫, Käse, حفظ, an emoji, "&", blanks at the ends, quotes.
    wanted = ["&ZYdeqw-", "K&AOQ-se", "&Bi0GQQY4-", "&2Dzfjg-", "a&-b", " a ", 'q\\"q', "it's", "*", "%"]
    quoted = {name: f'"{name}"' for name in wanted}
    for name in wanted:
        ok(client.create(quoted[name]))
        append(client, quoted[name], "one")
    found = names(client)
    assert {name.strip() for name in wanted} <= {name.strip() for name in found}
    for name in wanted:
        assert seen(client, quoted[name])[2] == {1: "one"}
    # Spelt in UTF-8 by another program it is the same mailbox.
    root = server.maildir(USER)
    os.rename(root / ".K&AOQ-se", root / ".Käse")
    assert seen(client, quoted["K&AOQ-se"])[2] == {1: "one"}
    ok(client.create('"K&AOQ-se.b"'))
    ok(client.rename('"K&AOQ-se"', "Brie"))
    assert seen(client, "Brie.b")[2] == {}
    assert not [name for name in names(client) if name.startswith("K")]
    for name in ("a..b", ".a", "a/b", "&bad", "a.&AAA-", "fumikura"):
        with pytest.raises(client.error):
            if client.create(f'"{name}"')[0] == "NO":
                raise client.error
    client.logout()


def test_parents_without_mail(new_server):
    server = new_server()
    client = server.imap(USER)
    ok(client.create("P.q.r"))
    found = names(client)
    assert {r"\Noselect", r"\HasChildren"} <= found["P"] & found["P.q"]
    # RFC 3501 6.3.4: such a name can't be deleted.
    assert client.select("P")[0] == "NO" and client.delete("P")[0] == "NO"
    ok(client.create("P"))
    append(client, "P", "of the parent")
    assert r"\Noselect" not in names(client)["P"]
    # One with children goes, its children stay and it is a mere name.
    ok(client.delete("P"))
    assert r"\Noselect" in names(client)["P"]
    ok(client.create("P"))
    assert seen(client, "P")[2] == {}
    ok(client.delete("P"))
    ok(client.rename("P", "Q"))
    assert set(names(client)) == {"INBOX", "Q", "Q.q", "Q.q.r"}
    assert client.rename("Q.q.r", "Q.q.r")[0] == "NO"
    ok(client.delete("Q.q.r"))
    assert set(names(client)) == {"INBOX"}
    client.logout()


def test_inbox_renamed(new_server):
    server = new_server()
    client = server.imap(USER)
    for number in range(3):
        append(client, "INBOX", f"mail {number}")
    ok(client.create("INBOX.below"))
    before = seen(client)
    ok(client.rename("inbox", "Old.All"))
    after = seen(client)
    assert after[0] == before[0] and after[1] >= before[1] and not after[2]
    assert sorted(seen(client, "Old.All")[2].values()) == ["mail 0", "mail 1", "mail 2"]
    assert "INBOX.below" in names(client)
    assert client.rename("INBOX", "Old.All")[0] == "NO"
    client.logout()


# ---- several sessions ----

def ends_or_sees_nothing(client):
    """A session whose mailbox is no more must not see another's mail."""
    try:
        kind, data = client.uid("FETCH", "1:*", "(BODY.PEEK[HEADER])")
        return kind != "OK" or not [line for line in data if isinstance(line, tuple)]
    except (client.abort, client.error):
        return True


def test_made_anew_under_a_session(new_server):
    server = new_server()
    client, other = server.imap(USER), server.imap(USER)
    ok(client.create("A"))
    append(client, "A", "old")
    old = seen(client, "A")
    ok(other.select("A"))
    ok(client.delete("A"))
    ok(client.create("A"))
    append(client, "A", "new")
    assert ends_or_sees_nothing(other)
    new = seen(client, "A")
    assert new[0] > old[0] and new[2] == {1: "new"}
    client.logout()
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert fresh(server, "A") == (new[0], fresh(server, "A")[1], new[2])


def test_renamed_under_a_session(new_server):
    server = new_server()
    client, other = server.imap(USER), server.imap(USER)
    ok(client.create("A.b"))
    append(client, "A.b", "one")
    old = seen(client, "A.b")
    ok(other.select("A.b"))
    ok(client.rename("A", "C"))
    ok(client.create("A.b"))
    append(client, "A.b", "two")
    assert ends_or_sees_nothing(other)
    assert seen(client, "C.b") == old
    assert seen(client, "A.b")[2] == {1: "two"} and seen(client, "A.b")[0] > old[0]
    client.logout()


def race(server, *verbs):
    """Each in a session of its own, all at once; the answers."""
    clients = [server.imap(USER) for _ in verbs]
    answers = [None] * len(verbs)
    gate = threading.Barrier(len(verbs))

    def run(number):
        gate.wait()
        answers[number] = verbs[number](clients[number])[0]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.logout()
    return answers


def test_races(new_server):
    server = new_server()
    client = server.imap(USER)
    for turn in range(3):
        name = f"new{turn}"
        answers = race(server, *[lambda c: c.create(name)] * 4)
        assert sorted(answers) == ["NO", "NO", "NO", "OK"]
        for child in ("", ".a", ".b.c"):
            client.create(name + child)
            append(client, name + child, "one" + child)
        answers = race(server, lambda c: c.rename(name, f"x{turn}"), lambda c: c.rename(name, f"y{turn}"))
        assert sorted(answers) == ["NO", "OK"]
        found = [n for n in names(client) if n[:2] in (f"x{turn}", f"y{turn}")]
        assert len({n[0] for n in found}) == 1 and len(found) == 4
        for child in ("", ".a", ".b.c"):
            assert list(seen(client, found[0][:2] + child)[2].values()) == ["one" + child]
        answers = race(server, *[lambda c: c.delete(f"{found[0][:2]}.a")] * 2)
        assert sorted(answers) == ["NO", "OK"]
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_rename_races_arrivals(new_server):
    """What was acknowledged is there once, whatever the folder was called."""
    server = new_server()
    client = server.imap(USER)
    ok(client.create("a.in"))
    ok(client.create("a.other"))
    stored, stop = [], threading.Event()

    def store(which):
        own_client = server.imap(USER)
        number = 0
        while not stop.is_set():
            subject = f"mail {which} {number}"
            number += 1
            for name in ("a.in", "b.in"):
                kind, _ = own_client.append(name, None, None, f"Subject: {subject}\r\n\r\nx\r\n".encode())
                if kind == "OK":
                    stored.append(subject)
                    break
        own_client.logout()

    threads = [threading.Thread(target=store, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(60):
        ok(client.rename(*(("a", "b") if turn % 2 == 0 else ("b", "a"))))
    wait_for(lambda: len(stored) > 10)
    stop.set()
    for thread in threads:
        thread.join()
    assert sorted(seen(client, "a.in")[2].values()) == sorted(stored)
    client.logout()
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert sorted(fresh(server, "a.in")[2].values()) == sorted(stored)


# ---- many ----

def fill(client, count, parent="p"):
    for number in range(count):
        ok(client.create(f"{parent}.f{number}"))


def test_rename_killed_at_any_moment(new_server):
    """Who comes next finds all children under one name."""
    server = new_server()
    client = server.imap(USER)
    count = 40
    fill(client, count)
    append(client, "p.f7", "seven")
    old = seen(client, "p.f7")
    client.logout()
    name, to = "p", "q"
    for turn in range(40 if LONG else 6):
        client = server.imap(USER)
        ok(client.noop())
        worker = newest_worker(server)
        client.send(b"r rename %s %s\r\n" % (name.encode(), to.encode()))
        time.sleep(0.0007 * turn)
        os.kill(worker, signal.SIGKILL)
        client.shutdown()
        client = server.imap(USER)
        found = names(client)
        there = [n for n in (name, to) if f"{n}.f0" in found]
        assert len(there) == 1, sorted(found)
        if there == [to]:
            name, to = to, name
        assert set(found) == {"INBOX", name} | {f"{name}.f{n}" for n in range(count)}
        assert seen(client, f"{name}.f7") == old
        client.logout()
    assert not (server.maildir(USER) / "fumikura-renaming").exists()
    assert server.run("index", "check", USER).returncode == 0


def test_many_mailboxes(new_server):
    count = 10_000 if LONG else 100
    server = new_server(f"mailbox_max = {count + 100}\n")
    client = server.imap(USER)
    fill(client, count)
    assert len(names(client)) == count + 2
    for number in range(0, count, 1 if LONG else 10):
        ok(client.status(f"p.f{number}", "(MESSAGES UIDNEXT)"))
    for number in range(0, count, 100 if LONG else 20):
        ok(client.select(f"p.f{number}"))
    client.close()
    ok(client.rename("p", "q"))
    assert set(names(client)) == {"INBOX", "q"} | {f"q.f{n}" for n in range(count)}
    # Nothing of all that may hold one mailbox for another.
    client.logout()
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    client = server.imap(USER)
    validities = set()
    for number in range(0, count, 10):
        client.select(f"q.f{number}")
        validities.add(client.response("UIDVALIDITY")[1][0])
    assert len(validities) == len(range(0, count, 10))
    client.close()
    for number in range(count):
        ok(client.delete(f"q.f{number}"))
    assert set(names(client)) == {"INBOX"}
    assert not [n for n in os.listdir(server.maildir(USER)) if n.startswith(("..", ".q"))]
    client.logout()


def test_limit_of_mailboxes(new_server):
    server = new_server("mailbox_max = 10\n")
    client = server.imap(USER)
    made = [client.create(f"f{number}")[0] for number in range(12)]
    assert made.count("OK") == 9, made
    ok(client.delete("f0"))
    ok(client.create("again"))
    assert client.create("more")[0] == "NO"
    client.logout()


@pytest.mark.skipif(not faults.can_trace(), reason="strace can't trace processes here")
def test_no_verb_reads_the_root_for_one_folder(new_server):
    """CREATE, STATUS, SELECT, DELETE cost the same with one folder and with thousands."""
    server = new_server("mailbox_max = 1000\n")
    client = server.imap(USER)
    fill(client, 5)
    ok(client.delete("p.f4"))  # what a crash may have left is looked for once
    worker = newest_worker(server)
    with faults.Trace(worker, "-e", "trace=getdents64") as trace:
        for number in range(3):
            ok(client.create(f"p.g{number}"))
            ok(client.status(f"p.g{number}", "(MESSAGES)"))
            ok(client.select(f"p.g{number}"))
            client.close()
            ok(client.delete(f"p.g{number}"))
    root = f"<{server.maildir(USER)}>"
    assert not [line for line in trace.lines if root in line], trace.lines
    client.logout()
