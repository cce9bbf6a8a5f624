# SPDX-License-Identifier: MIT
"""POP3 as a whole: sessions, settings, what is left when something dies."""
import fcntl
import hashlib
import os
import poplib
import re
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest
from conftest import PASSWORD, mail

USER = "alice@example.org"
LONG = bool(os.environ.get("FUMIKURA_LONG"))


def pop(server, user=USER, login=True):
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=60)
    if login:
        client.user(user)
        client.pass_(PASSWORD)
    return client


def uidls(client):
    return [line.split()[1].decode() for line in client.uidl()[1]]


def deliver(server, count, user=USER):
    for number in range(count):
        assert server.deliver(user, mail(f"mail {number}")).returncode == 0


def until(condition, what):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def worker(server):
    """The process of the only session."""
    until(lambda: len(server.session_processes("pop3")) == 1, "not one session")
    return server.session_processes("pop3")[0]


def maildir(server, user=USER):
    """Made, and of the server's user."""
    pop(server, user).quit()
    return server.maildir(user)


def put(folder, name, content):
    """As another program delivers: not half there at any time. Not just now: an
    empty file that is new may be being written."""
    owner = folder.stat()
    (folder / "tmp" / name).write_bytes(content)
    os.chown(folder / "tmp" / name, owner.st_uid, owner.st_gid)
    os.utime(folder / "tmp" / name, (1_600_000_000, 1_600_000_000))
    os.rename(folder / "tmp" / name, folder / "new" / name)


def is_whole(server, user=USER):
    """Index, files, quota and maildirsize agree."""
    done = server.run("index", "check", user)
    assert done.returncode == 0, done.stdout + done.stderr
    root = server.maildir(user)
    sizes = [int(re.search(r",S=(\d+)", path.name).group(1))
             for part in ("new", "cur") for path in (root / part).iterdir()]
    lines = (root / "maildirsize").read_text().splitlines()[1:]
    total = [sum(int(line.split()[column]) for line in lines) for column in (0, 1)]
    assert total == [sum(sizes), len(sizes)]


def test_sizes_are_those_that_are_sent(server):
    root = maildir(server)
    forms = {
        "0.empty": b"",
        "1.lf": b"Subject: lf\n\nline\n.dot\n\n",
        "2.crlf": b"Subject: crlf\r\n\r\nline\r\n.dot\r\n",
        "3.mixed": b"Subject: mixed\n\r\na\rb\r\r\nc\n\n\r\n",
        "4.nul": b"Subject: nul\n\na\0b\xff\xe4\n",
        "5.long": b"Subject: long\n\n" + b"x" * 200000 + b"\n." + b"y" * 70000 + b"\n",
        "6.dots": b"Subject: dots\n\n" + b".\n..\n" * 50000,
        "7.end": b"Subject: end",
        "8.open": b"Subject: open\n\nno end",
        "9.wrong,S=1,W=1": b"Subject: wrong\n\nits name lies\n",
    }
    for name, content in forms.items():
        put(root, f"{1_600_000_000 + int(name[0])}.{name}", content)

    with socket.create_connection(("127.0.0.1", server.pop3_port), 60) as s:
        file = s.makefile("rb")
        s.sendall(f"USER {USER}\r\nPASS {PASSWORD}\r\nSTAT\r\nLIST\r\n".encode())
        stat = [file.readline() for _ in range(5)][3]
        sizes = []
        while (line := file.readline()) != b".\r\n":
            sizes.append(int(line.split()[1]))
        assert stat.split()[1:] == [b"%d" % len(sizes), b"%d" % sum(sizes)]
        wanted = {}
        for name, content in forms.items():
            sent = re.sub(rb"(?<!\r)\n", b"\r\n", content)
            whole = sent if not sent or sent.endswith(b"\n") else sent + b"\r\n"
            wanted[whole] = (name, len(sent))
        for number in range(1, len(forms) + 1):
            s.sendall(b"RETR %d\r\n" % number)
            said = int(file.readline().split()[1])
            lines = []
            while (line := file.readline()) != b".\r\n":
                lines.append(line[1:] if line.startswith(b".") else line)
            name, size = wanted.pop(b"".join(lines))
            assert said == size, name
            if name.startswith("9"):
                lied = number
            else:
                assert sizes[number - 1] == said, name
    # What the name told wrong is right from now on.
    client = pop(server)
    assert client.list(lied).split()[2] == b"%d" % (len(forms["9.wrong,S=1,W=1"]) + 3)
    for number in range(len(forms)):
        client.dele(number + 1)
    client.quit()
    assert server.run("index", "check", USER).returncode == 0


def test_what_is_left_is_counted_after_a_size_was_mended(new_server):
    server = new_server()
    put(maildir(server), "1600000000.wrong,S=1,W=1", b"Subject: wrong\n\nits name lies\n")
    client = pop(server)
    assert client.stat() == (1, 1)
    client.retr(1)
    assert client.stat() == (1, 33)
    client.dele(1)
    assert client.stat() == (0, 0)
    client.rset()
    assert client.stat() == (1, 33)


def test_what_others_removed_leaves_nothing_to_count(new_server):
    server = new_server()
    deliver(server, 2)
    client = pop(server)
    imap = server.imap(USER)
    imap.select("INBOX")
    imap.store("1", "+FLAGS", r"(\Deleted)")
    imap.expunge()
    imap.logout()
    client.dele(1)
    client.dele(2)
    assert client.stat() == (0, 0)
    client.quit()


def test_a_lost_session_removes_nothing(server):
    deliver(server, 3, "bob@example.org")
    client = pop(server, "bob@example.org")
    client.dele(1)
    client.retr(2)
    client.sock.shutdown(socket.SHUT_RDWR)
    client.sock.close()
    client = pop(server, "bob@example.org")
    assert client.stat()[0] == 3
    until(lambda: "reason=lost" in server.log_text(), "no line of the lost session")
    imap = server.imap("bob@example.org")
    assert b"(UNSEEN 3)" in imap.status("INBOX", "(UNSEEN)")[1][0]
    client.quit()


def test_answers_that_cannot_be_sent_are_no_reason_to_remove(new_server):
    """QUIT in one piece with its RETR, from a client that is gone."""
    server = new_server()
    deliver(server, 1)
    client = pop(server)
    pid = worker(server)
    os.kill(pid, signal.SIGSTOP)
    until(lambda: "State:\tT" in open(f"/proc/{pid}/status").read(), "it goes on")
    client.sock.sendall(b"RETR 1\r\nDELE 1\r\nQUIT\r\n")
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.file.close()
    client.sock.close()  # a reset
    os.kill(pid, signal.SIGCONT)
    until(lambda: " logout " in server.log_text(), "no line at the end")
    assert re.search(r"reason=lost .*retr=1/\d+ del=0/1 ", server.log_text())
    assert pop(server).stat()[0] == 1


def test_the_log_tells_what_was_done(new_server):
    server = new_server()
    deliver(server, 2)
    client = pop(server)
    total = client.stat()[1]
    size = len(b"\r\n".join(client.retr(1)[1])) + 2
    client.top(2, 1)
    client.dele(1)
    client.quit()
    until(lambda: " logout " in server.log_text(), "no line at the end")
    [line] = [line for line in server.log_text().splitlines() if " logout " in line]
    assert re.search(rf'user="{USER}" service=pop3 reason=quit secs=[\d.]+ top=1/\d+ retr=1/{size} del=1/2 size={total} '
                     r"in=\d+ out=\d+", line), line


def test_one_session_at_a_time(new_server):
    server = new_server("pop3_lock_session = true\n")
    first = pop(server)
    with pytest.raises(poplib.error_proto, match=r"\[IN-USE\]"):
        pop(server)
    first.quit()
    second = pop(server)
    # The lock ends with the process, however that ends.
    os.kill(worker(server), signal.SIGKILL)
    with pytest.raises((poplib.error_proto, OSError)):
        second.noop()

    def is_free():
        try:
            pop(server).quit()
            return True
        except poplib.error_proto as refused:
            assert "[IN-USE]" in str(refused)
            return False

    until(is_free, "the lock stayed")


@pytest.mark.skipif(os.getuid() != 0, reason="the server's user must not be root")
def test_a_maildrop_is_not_looked_at_while_another_has_it(new_server):
    """Nor is the fault in it told then."""
    server = new_server("pop3_lock_session = true\n")
    root = maildir(server)
    with open(root / "fumikura-pop3.lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        put(root, "1600000000.a.host", b"Subject: a\n\nb\n")
        (root / "new").chmod(0)
        with pytest.raises(poplib.error_proto, match=r"\[IN-USE\]"):
            pop(server)
    with pytest.raises(poplib.error_proto, match=r"\[SYS/TEMP\]"):
        pop(server)
    (root / "new").chmod(0o700)
    assert pop(server).stat()[0] == 1


def test_not_too_often(new_server):
    server = new_server("pop3_login_delay = 3600\npop3_expire_days = 30\n")
    client = pop(server)
    assert client.capa()["LOGIN-DELAY"] == ["3600"] and client.capa()["EXPIRE"] == ["30"]
    client.quit()
    with pytest.raises(poplib.error_proto, match=r"\[LOGIN-DELAY\]"):
        pop(server)
    lock = server.maildir(USER) / "fumikura-pop3.lock"
    os.utime(lock, (time.time() - 3601,) * 2)
    pop(server).quit()


def test_deleted_ones_may_stay_for_imap(new_server):
    server = new_server('pop3_deleted = "hide"\npop3_no_flag_updates = true\npop3_last = true\n')
    deliver(server, 4)
    client = pop(server)
    client.retr(1)
    client.dele(1)
    client.dele(3)
    client.quit()
    client = pop(server)
    count, size = client.stat()
    assert count == 2 and size == sum(int(line.split()[1]) for line in client.list()[1])
    assert [uidl[:8] for uidl in uidls(client)] == ["00000002", "00000004"]
    assert client._shortcmd("LAST") == b"+OK 0"
    client.retr(1)
    assert client._shortcmd("LAST") == b"+OK 1"
    client.rset()
    assert client._shortcmd("LAST") == b"+OK 0"
    client.quit()
    imap = server.imap(USER)
    assert imap.select("INBOX")[1] == [b"4"]
    assert imap.search(None, "KEYWORD", "$POP3Deleted")[1] == [b"1 3"]
    assert imap.search(None, "SEEN")[1] == [b""]
    imap.store("2", "+FLAGS", r"(\Seen)")
    imap.logout()
    assert pop(server)._shortcmd("LAST") == b"+OK 1"


def test_ids_by_file_name_outlive_what_is_done_to_the_file(new_server):
    names = ["1600000001.plain.host", "1600000002.courier.host,S=20",
             "1600000003.dovecot.host,S=20,W=23"]
    found = []
    for form, made in (("%f", lambda name: name),
                       ("x-%Mf", lambda name: "x-" + hashlib.md5(name.encode()).hexdigest())):
        server = new_server(f'pop3_uidl_format = "{form}"\n')
        root = maildir(server)
        for name in names:
            put(root, name, b"Subject: a\n\nb c d e\n")
        wanted = [made(name) for name in names]
        assert uidls(pop(server)) == wanted
        imap = server.imap(USER)
        imap.select("INBOX")
        imap.store("1:3", "+FLAGS", r"(\Flagged)")
        imap.logout()
        changed = sorted(path.name for path in (root / "cur").iterdir())
        assert len(changed) == 3 and all(",U=" in name for name in changed)
        assert uidls(pop(server)) == wanted
        # Without the index it is found again by the names alone.
        server.stop()
        subprocess.run(["rm", "-rf", root / ".fumikura"], check=True)
        server.start()
        assert uidls(pop(server)) == wanted
        found.append(wanted)
    assert found[0] != found[1]


def test_a_file_that_came_again_has_an_id_of_its_own(new_server):
    server = new_server('pop3_uidl_format = "%f"\n')
    root = maildir(server)
    name = "1600000001.a.host"
    put(root, name, b"Subject: a\n\nb\n")
    imap = server.imap(USER)
    imap.select("INBOX")
    imap.store("1", "+FLAGS", r"(\Flagged)")
    imap.logout()
    assert [",U=" in path.name for path in (root / "cur").iterdir()] == [True]
    put(root, name, b"Subject: a\n\nb\n")
    client = pop(server)
    assert uidls(client) == [name, name + "-2"]
    assert client.uidl(2).split()[2] == f"{name}-2".encode()
    client.dele(2)
    client.quit()
    assert uidls(pop(server)) == [name]


def as_of_dovecot(server, uidlist):
    """INBOX as another server left it: files 1.host … and its list."""
    root = maildir(server)
    server.stop()
    subprocess.run(["rm", "-rf", root / ".fumikura", root / "fumikura-uid"], check=True)
    owner = root.stat()
    for number in range(1, uidlist.count("\n")):
        path = root / "cur" / f"{number}.host:2,"
        path.write_bytes(b"Subject: a\n\nb\n")
        os.chown(path, owner.st_uid, owner.st_gid)
    (root / "dovecot-uidlist").write_text(uidlist)
    os.chown(root / "dovecot-uidlist", owner.st_uid, owner.st_gid)
    server.start()


def test_an_id_given_twice_is_told_once(new_server):
    server = new_server('pop3_uidl_format = "our%u"\n')
    as_of_dovecot(server, "3 V7 N9\n1 Px :1.host\n2 Px :2.host\n3 Px-2 :3.host\n4 :4.host\n")
    client = pop(server)
    assert uidls(client) == ["x", "our2", "x-2", "our4"]
    client.dele(1)
    client.quit()
    assert uidls(pop(server)) == ["our2", "x-2", "our4"]


def test_a_given_id_is_not_made_again(new_server):
    server = new_server('pop3_uidl_format = "%u"\n')
    as_of_dovecot(server, "3 V7 N9\n1 :1.host\n2 P1 :2.host\n3 P1-1 :3.host\n4 :4.host\n")
    assert uidls(pop(server)) == ["1-1-1", "1", "1-1", "4"]


@pytest.mark.skipif(os.getuid() != 0, reason="the server's user must not be root")
def test_an_update_that_fails_says_what_is_left(new_server):
    server = new_server()
    deliver(server, 3)
    root = server.maildir(USER)
    client = pop(server)
    client.dele(1)
    client.dele(3)
    for part in ("new", "cur"):
        (root / part).chmod(0o500)
    with pytest.raises(poplib.error_proto, match=r"-ERR \[SYS/TEMP\].*: 1,3'"):
        client.quit()
    for part in ("new", "cur"):
        (root / part).chmod(0o700)
    client = pop(server)
    assert client.stat()[0] == 3
    client.dele(2)
    client.quit()
    assert [uidl[:8] for uidl in uidls(pop(server))] == ["00000001", "00000003"]
    is_whole(server)


@pytest.mark.skipif(os.getuid() != 0, reason="the server's user must not be root")
def test_what_is_hidden_already_is_not_left(new_server):
    server = new_server('pop3_deleted = "hide"\n')
    deliver(server, 3)
    root = server.maildir(USER)
    client, other = pop(server), pop(server)
    other.dele(1)
    other.quit()
    client.dele(1)
    client.dele(3)
    for part in ("new", "cur"):
        (root / part).chmod(0o500)
    with pytest.raises(poplib.error_proto, match=r"-ERR \[SYS/TEMP\].*: 3'"):
        client.quit()
    for part in ("new", "cur"):
        (root / part).chmod(0o700)
    assert [uidl[:8] for uidl in uidls(pop(server))] == ["00000002", "00000003"]


def test_killed_in_the_middle_of_quit(new_server):
    """Whatever is gone is gone for all: numbers, quota and maildirsize agree."""
    server = new_server()
    root = maildir(server)
    for turn in range(4):
        for number in range(400):
            put(root, f"{1_600_000_000 + turn}.{number}.host", b"Subject: a\n\nb\n")
        client = pop(server)
        count, victim = client.stat()[0], worker(server)
        client.sock.sendall(b"".join(b"DELE %d\r\n" % (n + 1) for n in range(count)) + b"QUIT\r\n")
        before = len(os.listdir(root / "new")) + len(os.listdir(root / "cur"))
        until(lambda: len(os.listdir(root / "new")) + len(os.listdir(root / "cur"))
              < before - turn * 90, "nothing is removed")
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            pass
        client.sock.close()
        left = pop(server)
        assert left.stat()[0] == len(os.listdir(root / "new")) + len(os.listdir(root / "cur"))
        left.quit()
        is_whole_of_foreign(server, root)


def is_whole_of_foreign(server, root):
    done = server.run("index", "check", USER)
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(os.listdir(root / "new")) + len(os.listdir(root / "cur"))
    lines = (root / "maildirsize").read_text().splitlines()[1:]
    assert sum(int(line.split()[1]) for line in lines) == count


def test_many_at_once_on_one_user(new_server):
    """Fifty deliveries, POP3 and IMAP sessions: every message is had once."""
    server = new_server("lmtp_user_concurrency = 50\n")
    had, wrong = [], []

    def guarded(job):
        def run():
            try:
                job()
            except Exception as problem:  # shown by the assertion below
                wrong.append(repr(problem))
        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def send(number):
        assert server.deliver(USER, mail(f"one of many {number}")).returncode == 0

    def subject(lines):
        return next(line for line in lines if line.startswith(b"Subject: ")).decode()

    def drain():
        for _ in range(3):
            client = pop(server)
            taken = []
            for number in range(client.stat()[0]):
                try:
                    taken.append((subject(client.retr(number + 1)[1]), number + 1))
                    client.dele(number + 1)
                except poplib.error_proto:  # another session was quicker
                    pass
            client.quit()
            had.extend(name for name, _ in taken)

    def look():
        imap = server.imap(USER)
        for _ in range(5):
            imap.select("INBOX")
            imap.uid("FETCH", "1:*", "(FLAGS)")
            imap.uid("STORE", "1:*", "+FLAGS", "(seen-by-imap)")
        imap.logout()

    jobs = [guarded(lambda number=number: send(number)) for number in range(50)]
    jobs += [guarded(drain) for _ in range(5)] + [guarded(look) for _ in range(5)]
    for job in jobs:
        job.join()
    assert not wrong, wrong
    is_whole(server)
    client = pop(server)
    rest = [subject(client.retr(number + 1)[1]) for number in range(client.stat()[0])]
    assert set(had) | set(rest) == {f"Subject: one of many {number}" for number in range(50)}
    assert not set(had) & set(rest)


@pytest.mark.skipif(not LONG, reason="long")
def test_a_large_mailbox(new_server):
    server = new_server()
    root = maildir(server)
    owner = root.stat()
    for number in range(100_000):
        path = root / "cur" / f"{1_500_000_000 + number}.M1P1.host,S=15,W=18:2,S"
        path.write_bytes(b"Subject: a\n\nb\n\n")
        os.chown(path, owner.st_uid, owner.st_gid)
    client = poplib.POP3("127.0.0.1", server.pop3_port, timeout=600)
    client.user(USER)
    client.pass_(PASSWORD)
    assert client.stat() == (100_000, 1_800_000)
    assert len(client.list()[1]) == len(set(uidls(client))) == 100_000
    status = open(f"/proc/{worker(server)}/status").read()
    print(re.search(r"RssAnon:.*", status).group())
    for number in range(1, 100_001, 2):
        client._putcmd(f"DELE {number}")
        if number % 1000 == 999:
            for _ in range(500):
                client._getresp()
    client.quit()
    assert len(os.listdir(root / "cur")) == 50_000
    is_whole(server)
