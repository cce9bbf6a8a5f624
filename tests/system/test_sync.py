# SPDX-License-Identifier: MIT
"""What other programs do to a Maildir: backups, copies, links, clocks, odd names, and how little a look costs."""
import os
import re
import shutil
import time

import pytest

import faults
from conftest import mail
from mailboxes import USER, append, fresh, identity, names, newest_worker, own, seen

LONG = os.environ.get("FUMIKURA_LONG") == "1"


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def put(server, where, name, subject):
    """Another program delivers: through tmp/, as all do."""
    root = server.maildir(USER)
    folder = root / where
    path = folder.parent / "tmp" / "foreign"
    path.write_text(mail(subject))
    own(path, root)
    os.rename(path, folder / name)
    return folder / name


def copy_tree(source, target):
    """As cp -a."""
    shutil.copytree(source, target, symlinks=True)
    for base, dirs, files in os.walk(source):
        for name in [""] + dirs + files:
            old = os.path.join(base, name)
            new = os.path.join(target, os.path.relpath(old, source))
            st = os.lstat(old)
            if os.getuid() == 0:
                os.lchown(new, st.st_uid, st.st_gid)
            os.utime(new, ns=(st.st_atime_ns, st.st_mtime_ns), follow_symlinks=False)


def restore(backup, folder):
    shutil.rmtree(folder)
    copy_tree(backup, folder)


def lose_index(server):
    shutil.rmtree(server.maildir(USER) / ".fumikura")


# ---- backups ----

def test_folder_restored_under_a_session(new_server, tmp_path):
    server = new_server()
    root = server.maildir(USER)
    client, other = server.imap(USER), server.imap(USER)
    ok(client.create("A"))
    for number in range(4):
        append(client, "A", f"old {number}")
    copy_tree(root / ".A", tmp_path / "A")
    given = seen(client, "A")[2]
    for number in range(4):
        append(client, "A", f"new {number}")
    given.update(seen(client, "A")[2])
    ok(client.select("A"))
    ok(client.store("1,6", "+FLAGS", r"(\Deleted)"))
    client.expunge()
    client.unselect()
    ok(other.select("A"))
    validity, uidnext, _ = seen(client, "A")
    restore(tmp_path / "A", root / ".A")
    ok(other.noop())
    # UID 1 was expunged and came back: the message is there under a new one.
    back = seen(client, "A")
    assert back[0] == validity and back[1] > uidnext
    assert sorted(back[2].values()) == [f"old {n}" for n in range(4)]
    assert all(given.get(uid, subject) == subject for uid, subject in back[2].items()) and 1 not in back[2]
    other.noop()
    assert {int(uid) for uid in ok(other.uid("SEARCH", "ALL"))[0].split()} == set(back[2])
    append(client, "A", "after")
    assert max(seen(client, "A")[2]) > uidnext
    given.update(seen(client, "A")[2])
    # Nor do they come again when the index is lost after that.
    lose_index(server)
    append(client, "A", "last")
    after = fresh(server, "A")
    assert after[0] == validity
    assert all(given.get(uid, subject) == subject for uid, subject in after[2].items())
    assert len(after[2]) == 6
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_everything_restored_under_sessions(new_server, tmp_path):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    ok(client.create("A"))
    for number in range(3):
        append(client, "INBOX", f"inbox {number}")
        append(client, "A", f"a {number}")
    before = seen(client), seen(client, "A")
    copy_tree(root, tmp_path / "Maildir")
    ok(client.create("B"))
    for name in ("INBOX", "A", "B"):
        append(client, name, "since")
    ok(client.select("A"))
    other = server.imap(USER)
    ok(other.select("B"))
    os.rename(root, root.with_name("broken"))
    copy_tree(tmp_path / "Maildir", root)
    for session in (client, other):
        try:
            session.noop()
            session.logout()
        except (session.abort, session.error):
            pass
    for old, name in zip(before, ("INBOX", "A")):
        new = fresh(server, name)
        assert new[0] == old[0] and new[2] == old[2] and new[1] > old[1]
    assert set(names(server.imap(USER))) == {"INBOX", "A"}
    assert server.deliver(USER, mail("after")).returncode == 0
    assert "after" in fresh(server)[2].values()
    assert server.run("index", "check", USER).returncode == 0


def test_everything_restored_and_no_uid_again(new_server, tmp_path):
    """Index and all, and more was given since than the rest of a block."""
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    append(client, "INBOX", "one")
    before = seen(client)
    copy_tree(root, tmp_path / "Maildir")
    identity(tmp_path / "Maildir/fumikura-uid", at=int(time.time()) - 3600)
    for _ in range(11):
        ok(client.select())
        ok(client.copy("1:*", "INBOX"))
    client.unselect()
    given = seen(client)
    client.logout()
    assert given[1] > 2001
    restore(tmp_path / "Maildir", root)
    back = fresh(server)
    assert back[0] == before[0] and back[2] == before[2] and back[1] > given[1] + 50000
    assert server.deliver(USER, mail("after")).returncode == 0
    assert max(fresh(server)[2]) == back[1]
    assert re.search(r"folder-restored .*skipped_uids=\d", server.log_text()), server.log_text()
    # Now it is known.
    lose_index(server)
    assert fresh(server)[1] < back[1] + 3000
    assert server.run("index", "check", USER).returncode == 0


def test_identity_older_or_gone(new_server):
    """fumikura-uid alone from a backup, damaged, or lost."""
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    append(client, "INBOX", "one")
    old = (root / "fumikura-uid").read_bytes()
    for _ in range(10):  # past the first thousand
        ok(client.select())
        ok(client.copy("1:*", "INBOX"))
    ok(client.store("1:1000", "+FLAGS", r"(\Deleted)"))
    client.expunge()
    client.unselect()
    validity, uidnext, found = seen(client)
    assert uidnext > 1001
    for text in (old, b"fumikura-uid v=1 damaged\n", None):
        path = root / "fumikura-uid"
        path.unlink()
        if text:
            path.write_bytes(text)
            own(path, root)
        put(server, "new", f"{int(time.time())}.{len(text or b'')}.elsewhere", "touch")
        now = seen(client)
        assert now[0] == validity and now[1] > uidnext and set(found) <= set(now[2])
        uidnext = now[1]
        lose_index(server)
        now = seen(client)
        assert now[0] == validity and now[1] >= uidnext and set(found) <= set(now[2])
        uidnext = now[1]
    client.logout()


# ---- files ----

def test_copies_and_twins(new_server):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    ok(client.create("A"))
    for number in range(3):
        append(client, "INBOX", f"mail {number}", r"(\Seen)")
        append(client, "A", f"a {number}", r"(\Seen)")
    before = seen(client), seen(client, "A")
    ours = [next(p for p in (root / "cur").iterdir() if f",U={uid}." in p.name) for uid in (1, 2)]
    # From another folder, with our UID of there and without; within the folder; in new/ and cur/ at once.
    shutil.copy2(ours[0], root / ".A" / "cur" / ours[0].name)
    shutil.copy2(ours[1], root / ".A" / "cur" / (ours[1].name.split(",U=")[0] + ":2,S"))
    shutil.copy2(ours[0], root / "cur" / ("again." + ours[0].name))
    shutil.copy2(ours[1], root / "new" / ours[1].name.split(":2,")[0])
    put(server, "new", "1700000000.77.elsewhere", "twin a")
    put(server, "cur", "1700000000.77.elsewhere:2,S", "twin b")
    own(root / "cur", root), own(root / "new", root), own(root / ".A", root)
    after = seen(client), seen(client, "A")
    for old, new in zip(before, after):
        assert old[0] == new[0]
        assert all(new[2][uid] == subject for uid, subject in old[2].items())
    assert sorted(after[0][2].values()) == ["mail 0", "mail 0", "mail 1", "mail 1", "mail 2", "twin a", "twin b"]
    assert sorted(after[1][2].values()) == ["a 0", "a 1", "a 2", "mail 0", "mail 1"]
    lose_index(server)
    for old, name in zip(after, ("INBOX", "A")):
        new = fresh(server, name)
        assert new[0] == old[0] and new[2] == old[2], name
    # Moved there and back again by hand.
    name = next(n for n in os.listdir(root / "cur") if ",U=3." in n)
    os.rename(root / "cur" / name, root / ".A" / "cur" / name)
    moved = seen(client), seen(client, "A")
    assert 3 not in moved[0][2] and list(moved[1][2].values()).count("mail 2") == 1
    os.rename(root / ".A" / "cur" / name, root / "cur" / name)
    back = seen(client)
    assert 3 not in back[2] and list(back[2].values()).count("mail 2") == 1
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_odd_names(new_server):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    append(client, "INBOX", "ours")
    odd = ["1.a\nb.host:2,S", "2.host:2,ZzSa", "3.host:2,SSF", "4.host:1,x", "5.host", "6:2,S", "7.host,U=9,S=x",
           "8.host,U=4294967295.00000000:2,S", "9.\udcff\udcfe.host:2,", "x" * 240 + ":2,S", "10.host:2,S:2,F"]
    for number, name in enumerate(odd):
        put(server, "cur", name, f"odd {number}")
    (root / "cur" / "directory").mkdir()
    os.symlink("/etc/passwd", root / "cur" / "1.link:2,S")
    for name in (".hidden", ":2,S"):  # no messages
        (root / "cur" / name).write_text("x")
    own(root / "cur", root)
    first = seen(client)
    assert sorted(first[2].values()) == sorted(["ours"] + [f"odd {n}" for n in range(len(odd))])
    for _ in range(2):
        lose_index(server)
        again = fresh(server)
        assert again[0] == first[0] and again[2] == first[2]
    ok(client.select())
    ok(client.store("1:*", "+FLAGS", r"(\Flagged)"))
    client.unselect()
    assert fresh(server)[2] == first[2]
    lose_index(server)
    assert fresh(server)[2] == first[2]
    ok(client.select())
    ok(client.store("1:*", "+FLAGS", r"(\Deleted)"))
    client.expunge()
    client.logout()
    assert sorted(os.listdir(root / "cur")) == [".hidden", "1.link:2,S", ":2,S", "directory"]


def test_times_of_a_directory_set_back(new_server):
    """As rsync and cp -a do it: the mtime is that of the source again."""
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    append(client, "INBOX", "one")
    for number in range(10):
        st = os.stat(root / "new")
        seen(client)
        put(server, "new", f"1700000000.{number}.elsewhere", f"more {number}")
        os.utime(root / "new", ns=(st.st_atime_ns, st.st_mtime_ns))
        assert len(seen(client)[2]) == number + 2
    # A clock that was ahead when others wrote.
    future = time.time() + 86400
    for number in range(3):
        put(server, "new", f"1800000000.{number}.elsewhere", f"later {number}")
        os.utime(root / "new", (future, future))
        assert len(seen(client)[2]) == number + 12
    client.logout()


def test_leftovers_in_tmp(new_server):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    old = time.time() - 37 * 3600
    for name, when in (("old", old), ("young", None), ("read", None)):
        (root / "tmp" / name).write_text("x")
        if when:
            os.utime(root / "tmp" / name, (when, when))
    own(root / "tmp", root)
    ok(client.select())
    # Whatever its other times: it came there just now.
    assert sorted(os.listdir(root / "tmp")) == ["old", "read", "young"]
    assert len(seen(client)[2]) == 0
    client.logout()


# ---- folders ----

def test_folders_of_others(new_server):
    server = new_server()
    root = server.maildir(USER)
    client, other = server.imap(USER), server.imap(USER)
    for name, parts in (("Hand", ("cur", "new", "tmp", "maildirfolder")), ("Bare", ("cur",)), ("None", ("maildirfolder",)),
                        ("Bad\nname", ("cur", "new", "tmp")), ("&abc", ("cur", "new", "tmp")), (".x", ("cur",)),
                        ("x..y", ("cur",)), ("caf\udce9", ("cur", "new", "tmp"))):
        for part in parts:
            path = os.path.join(root, "." + name, part)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "w").close() if part == "maildirfolder" else os.mkdir(path)
        own(os.path.join(root, "." + name), root)
    assert set(names(client)) == {"INBOX", "Hand", "Bare", "&-abc"}
    for name in ("Hand", "Bare", '"&-abc"'):
        append(client, name, "one")
        assert seen(client, name)[2] == {1: "one"}
    ok(client.create("None"))
    hand = seen(client, "Hand")
    # Renamed by hand it is the same mailbox, removed by hand it is none.
    ok(other.select("Hand"))
    os.rename(root / ".Hand", root / ".Moved")
    assert seen(client, "Moved") == hand
    assert client.select("Hand")[0] == "NO"
    try:
        assert other.uid("FETCH", "1:*", "(FLAGS)")[0] == "NO"
    except (other.abort, other.error):
        pass
    ok(client.select("Moved"))
    shutil.rmtree(root / ".Moved")
    try:
        client.noop()
    except (client.abort, client.error):
        pass
    client = server.imap(USER)
    assert "Moved" not in names(client)
    ok(client.create("Moved"))
    assert seen(client, "Moved")[0] > hand[0] and not seen(client, "Moved")[2]
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_links(new_server, tmp_path):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    ok(client.create("Z"))
    append(client, "INBOX", "inbox")
    append(client, "Z", "one")
    before = seen(client), seen(client, "Z")
    os.symlink(".Z", root / ".Alias")
    os.symlink(".", root / ".Self")
    os.symlink(".Loop", root / ".Loop")
    os.symlink("nowhere", root / ".Dangling")
    for _ in range(2):
        assert set(names(client)) == {"INBOX", "Z"}
        for name in ("Alias", "Self", "Loop", "Dangling"):
            assert client.select(name)[0] == "NO"
        assert (seen(client), seen(client, "Z")) == before or _
        lose_index(server)
        assert (fresh(server)[0], fresh(server)[2]) == (before[0][0], before[0][2])
        assert (fresh(server, "Z")[0], fresh(server, "Z")[2]) == (before[1][0], before[1][2])
    client.logout()


def test_unreadable_folder_is_not_forgotten(new_server):
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    ok(client.create("A"))
    append(client, "A", "one")
    before = seen(client, "A")
    os.chmod(root / ".A", 0)
    assert "A" in names(client)
    client.select("A")
    os.chmod(root / ".A", 0o700)
    assert fresh(server, "A") == before
    client.logout()


# ---- what a look costs ----

@pytest.mark.skipif(not faults.can_trace(), reason="strace can't trace processes here")
def test_no_change_no_scan(new_server):
    """Neither an unchanged mailbox nor a delivery of ours makes anybody read new/ or cur/."""
    count = 250_000 if LONG else 500
    server = new_server()
    root = server.maildir(USER)
    client = server.imap(USER)
    for number in range(count):
        (root / "cur" / f"{1_600_000_000 + number}.M1P1.host,S=100,W=100:2,S").write_text(mail(f"mail {number}"))
    own(root / "cur", root)
    client.sock.settimeout(300)

    def looks():
        session = server.imap(USER)
        session.sock.settimeout(300)
        with faults.Trace(newest_worker(server), "-e", "trace=getdents64") as trace:
            ok(session.status("INBOX", "(MESSAGES UIDNEXT UNSEEN)"))
            exists = int(ok(session.select())[0])
            assert server.deliver(USER, mail("delivered")).returncode == 0
            ok(session.noop())
            append(session, "INBOX", "appended")
            assert int(session.response("EXISTS")[1][-1]) == exists + 2
            ok(session.fetch(str(exists + 2), "(FLAGS ENVELOPE)"))
            ok(session.store(str(exists + 2), "+FLAGS", r"(\Deleted)"))
            ok(session.expunge())
            ok(session.noop())
            ok(session.status("INBOX", "(MESSAGES)"))
        session.logout()
        return [line for line in trace.lines if f"<{root}/new>" in line or f"<{root}/cur>" in line]

    assert int(ok(client.select())[0]) == count
    client.unselect()
    # Times that are too near to the clock's grain are looked at again, once.
    for _ in range(5):
        lines = looks()
        if not lines:
            break
        time.sleep(0.1)
    assert not lines, lines
    client.logout()
