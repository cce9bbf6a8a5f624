# SPDX-License-Identifier: MIT
"""The Maildir is the truth: losing the index, and what other programs do."""
import os
import re
import shutil
import signal
import time

from conftest import mail

USER = "alice@example.org"


def facts(server, mailbox="INBOX"):
    """UIDVALIDITY and {uid: flags} as a client sees them."""
    client = server.imap(USER)
    kind, _ = client.select(mailbox, readonly=True)
    assert kind == "OK"
    validity = client.response("UIDVALIDITY")[1][0]
    uidnext = int(client.response("UIDNEXT")[1][0])
    found = {}
    for line in client.uid("FETCH", "1:*", "(FLAGS)")[1]:
        if not line:
            continue
        uid = int(re.search(rb"UID (\d+)", line).group(1))
        flags = set(re.search(rb"FLAGS \(([^)]*)\)", line).group(1).split()) - {rb"\Recent"}
        found[uid] = frozenset(flags)
    client.logout()
    return validity, uidnext, found


def fill(server):
    client = server.imap(USER)
    client.create("Archive")
    for number in range(10):
        assert server.deliver(USER, mail(f"Mail {number}")).returncode == 0
    client.select()
    client.store("1:3", "+FLAGS", r"(\Seen)")
    client.store("2", "+FLAGS", r"(\Flagged $Label1 project)")
    client.store("10", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.copy("3:5", "Archive")
    client.logout()


def test_index_deleted_from_a_live_user(new_server):
    server = new_server()
    fill(server)
    before = facts(server), facts(server, "Archive")
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    after = facts(server), facts(server, "Archive")
    for old, new in zip(before, after):
        assert old[0] == new[0]
        assert old[2] == new[2]
        assert new[1] >= old[1]
    # The expunged one was the last: its UID must not come back.
    assert server.deliver(USER, mail("after")).returncode == 0
    newest = facts(server)
    assert max(newest[2]) > 10
    assert server.run("index", "check", USER).returncode == 0


def test_index_deleted_under_an_open_session(new_server):
    server = new_server()
    fill(server)
    client = server.imap(USER)
    client.select()
    before = facts(server)
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert server.deliver(USER, mail("while gone")).returncode == 0
    kind, _ = client.noop()
    assert kind == "OK"
    kind, data = client.fetch("1:*", "(UID FLAGS)")
    assert kind == "OK"
    after = facts(server)
    assert before[0] == after[0]
    for uid, flags in before[2].items():
        assert after[2][uid] == flags
    client.logout()


def test_index_damaged(new_server):
    server = new_server()
    fill(server)
    before = facts(server)
    index = server.maildir(USER) / ".fumikura"
    files = sorted((path for path in index.iterdir() if path.is_file()),
                   key=lambda path: -path.stat().st_size)
    server.stop()
    for harm in ("truncate", "garbage"):
        largest = files[0]
        if harm == "truncate":
            os.truncate(largest, 1000)
        else:
            with open(largest, "r+b") as f:
                f.write(b"\xa5" * 20000)
        server.start()
        after = facts(server)
        assert before[0] == after[0] and before[2] == after[2], harm
        assert server.deliver(USER, mail(harm)).returncode == 0
        before = facts(server)
        server.stop()
    server.start()


def test_index_rebuild_command(new_server):
    server = new_server()
    fill(server)
    before = facts(server)
    done = server.run("index", "rebuild", USER)
    assert done.returncode == 0, done.stderr
    after = facts(server)
    assert (before[0], before[2]) == (after[0], after[2])


def own(path, like):
    if os.getuid() == 0:
        st = os.stat(like)
        os.chown(path, st.st_uid, st.st_gid)


def test_foreign_delivery_flags_and_removal(new_server):
    server = new_server()
    fill(server)
    root = server.maildir(USER)
    client = server.imap(USER)
    client.select()
    # Another program delivers.
    path = root / "new" / f"{int(time.time())}.12345.elsewhere"
    (root / "tmp" / "x").write_text(mail("Foreign"))
    own(root / "tmp" / "x", root)
    os.rename(root / "tmp" / "x", path)
    kind, data = client.noop()
    assert client.response("EXISTS")[1][-1] == b"10"
    uid = int(re.search(rb"UID (\d+)", client.fetch("10", "(UID ENVELOPE)")[1][0]).group(1))
    assert uid > 10
    # It flags a message by renaming it.
    name = next(n for n in os.listdir(root / "cur") if ",U=1." in n)
    os.rename(root / "cur" / name, root / "cur" / (name.split(":2,")[0] + ":2,FRS"))
    client.noop()
    flags = client.fetch("1", "(FLAGS)")[1][0]
    assert rb"\Answered" in flags and rb"\Flagged" in flags
    # It removes one.
    name = next(n for n in os.listdir(root / "cur") if ",U=2." in n)
    os.unlink(root / "cur" / name)
    client.noop()
    assert 2 not in facts(server)[2]
    # A copy of a file of ours in another folder is a new message there.
    name = next(n for n in os.listdir(root / "cur") if ",U=1." in n)
    shutil.copy2(root / "cur" / name, root / ".Archive" / "cur" / name)
    own(root / ".Archive" / "cur" / name, root)
    before = facts(server, "Archive")
    assert len(before[2]) == 4
    client.logout()
    assert server.run("index", "check", USER).returncode == 0


def test_folders_by_hand(new_server):
    server = new_server()
    fill(server)
    root = server.maildir(USER)
    client = server.imap(USER)
    old = facts(server, "Archive")
    shutil.rmtree(root / ".Archive")
    assert not any(b"Archive" in line for line in client.list()[1])
    client.create("Archive")
    assert facts(server, "Archive")[0] != old[0]
    for part in ("cur", "new", "tmp"):
        os.makedirs(root / ".By hand" / part, mode=0o700)
    if os.getuid() == 0:
        for base, dirs, _ in os.walk(root / ".By hand"):
            own(base, root)
    assert any(b'"By hand"' in line for line in client.list()[1])
    assert client.select('"By hand"')[0] == "OK"
    client.logout()


def test_exists_reaches_idle_at_once(server):
    client = server.imap(USER)
    client.select()
    client.send(b"i IDLE\r\n")
    assert client.readline().startswith(b"+")
    times = []
    for number in range(20):
        start = time.monotonic()
        assert server.deliver(USER, mail(f"Idle {number}")).returncode == 0
        while not client.readline().endswith(b"EXISTS\r\n"):
            pass
        times.append(time.monotonic() - start)
    # Not a measurement: only that no polling interval lies between, not even on a machine that is busy.
    assert sorted(times)[3] < 0.4
    client.send(b"DONE\r\n")
    while not client.readline().startswith(b"i OK"):
        pass
    client.logout()


def test_session_end_and_worker_death_leave_all_in_order(new_server):
    server = new_server()
    fill(server)
    client = server.imap(USER)
    client.select()
    workers = server.children("imap")
    for pid, _ in workers:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.3)
    server.wait_ready()
    before = facts(server)
    assert len(before[2]) == 9
    assert server.run("index", "check", USER).returncode == 0
