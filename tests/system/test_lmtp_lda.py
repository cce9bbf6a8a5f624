# SPDX-License-Identifier: MIT
"""LMTP (RFC 2033) and fumikura-lda against a whole server."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import BUILD, mail
from lmtp_client import Lmtp

ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture
def lmtp(server):
    client = Lmtp(server)
    yield client
    client.close()


def files(server, user, folder=""):
    root = server.maildir(user) / folder
    found = [p for d in ("new", "cur") for p in (root / d).glob("*")]
    return sorted(found, key=lambda p: p.stat().st_mtime_ns)


def newest(server, user, folder=""):
    return files(server, user, folder)[-1].read_bytes()


def test_extensions(lmtp):
    words = [line[4:].split()[0] for line in lmtp.extensions.split("\n")[1:]]
    assert {"PIPELINING", "ENHANCEDSTATUSCODES", "8BITMIME", "SMTPUTF8",
            "SIZE"} <= set(words)
    # An MTA that sees it tells us what is asked, and leaves success reports to us.
    assert "DSN" in words


def test_trace_fields_and_content(server, lmtp):
    text = mail("trace", "body\n.dot\n\x00nul\n" + "x" * 70000 + "\n")
    assert lmtp.begin(ALICE)[0].startswith("250 2.1.5")
    assert lmtp.data(text)[0].startswith("250 2.1.5")
    lines = newest(server, ALICE).decode().split("\n")
    assert lines[0] == "Return-Path: <s@example.net>"
    assert lines[1] == f"Delivered-To: {ALICE}"
    assert lines[2].startswith("Received: from client.example.org (")
    assert "by mail.example.org (Fumikura) with LMTP id " in lines[3]
    assert "\n".join(lines[5:]) == text


def test_postfix_trace_is_not_doubled(server, lmtp):
    top = (f"Return-Path: <s@example.net>\nX-Original-To: {ALICE}\n"
           f"Delivered-To: {ALICE}\n")
    lmtp.begin(ALICE)
    lmtp.data(top + mail("flags=DRO"))
    stored = newest(server, ALICE).decode()
    assert stored.startswith(top + "Received: ")
    assert stored.count("Return-Path:") == stored.count("Delivered-To:") == 1


def test_recipients_each_with_their_reply(server, lmtp):
    before = [len(files(server, u)) for u in (ALICE, BOB)]
    codes = lmtp.begin(ALICE, "nobody@example.org", BOB, ALICE.upper(),
                       "Alice+detail@example.org")
    assert [c[:9] for c in codes] == ["250 2.1.5", "550 5.1.1", "250 2.1.5",
                                      "250 2.1.5", "250 2.1.5"]
    assert [c[:3] for c in lmtp.data(mail("many"), 4)] == ["250"] * 4
    after = [len(files(server, u)) for u in (ALICE, BOB)]
    assert after == [n + 1 for n in before]
    assert b"Delivered-To" not in newest(server, BOB)


def test_pipelined_transactions(server, lmtp):
    before = len(files(server, BOB))
    lmtp.send(f"MAIL FROM:<>\r\nRCPT TO:<{BOB}>\r\nDATA\r\n")
    assert [lmtp.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
    lmtp.send("Subject: one\r\n\r\n.\r\n"
              f"RSET\r\nMAIL FROM:<>\r\nRCPT TO:<{BOB}>\r\nDATA\r\n")
    assert [lmtp.reply()[:3] for _ in range(5)] == ["250"] * 4 + ["354"]
    lmtp.send("Subject: two\r\n\r\n.\r\nQUIT\r\n")
    assert [lmtp.reply()[:3] for _ in range(2)] == ["250", "221"]
    assert len(files(server, BOB)) == before + 2


def test_smuggled_end_is_content(server, lmtp):
    lmtp.begin(ALICE)
    assert lmtp.say("DATA").startswith("354")
    lmtp.send(b"Subject: a\r\n\r\nx\n.\nMAIL FROM:<evil@example.net>\r\n"
              b"y\n.\r\nz\r\n.\nw\r\n.\r\n")
    assert lmtp.reply().startswith("250 ")
    assert b"MAIL FROM:<evil@example.net>" in newest(server, ALICE)


def test_no_valid_recipient(lmtp):
    lmtp.begin("nobody@example.org")
    assert lmtp.say("DATA").startswith("503 ")
    assert lmtp.say("RSET").startswith("250 ")


def test_mail_loop(lmtp):
    lmtp.begin(ALICE)
    loop = "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0900\n" * 101
    assert lmtp.data(loop + mail("loop"))[0].startswith("554 5.4.6")


def test_cut_message_is_not_stored(server):
    before = len(files(server, ALICE))
    client = Lmtp(server)
    client.begin(ALICE)
    client.say("DATA")
    client.send(b"Subject: cut\r\n\r\nhalf")
    client.close()
    time.sleep(0.3)
    assert len(files(server, ALICE)) == before


def test_account_states_and_limits(new_server):
    users = ("off@example.org", "gone@example.org", "full@example.org")
    server = new_server("message_max = 200000\n", users=(ALICE,) + users[:2])
    server.add_user(users[2], "pw", "--quota", "20000")
    for verb, user in (("disable", users[0]), ("delete", users[1])):
        done = server.run("user", verb, user)
        assert done.returncode == 0, done.stderr
    client = Lmtp(server)
    codes = client.begin(*users)
    assert [c[:9] for c in codes] == ["550 5.2.1", "550 5.1.1", "250 2.1.5"]
    # over quota behind the dot, then at RCPT where the size is told
    assert client.data(mail("big", "x" * 100 * 300 + "\n"))[0].startswith("552 5.2.2")
    assert client.say("MAIL FROM:<> SIZE=30000").startswith("250")
    assert client.say(f"RCPT TO:<{users[2]}>").startswith("552 5.2.2")
    assert client.say("RSET").startswith("250")
    assert client.say("MAIL FROM:<> SIZE=300000").startswith("552 5.3.4")
    client.begin(ALICE)
    assert client.data(mail("huge", "line\n" * 50000))[0].startswith("552 5.3.4")
    assert client.begin(ALICE)[0].startswith("250")
    assert client.data(mail("fits"))[0].startswith("250")
    client.close()
    for user, code, text in ((users[0], 77, b"5.2.1 "), (users[1], 67, b"5.1.1 "),
                             ("nobody@example.org", 67, b"5.1.1 ")):
        done = server.deliver(user, mail())
        assert (done.returncode, done.stdout[:6]) == (code, text)
    done = server.deliver(users[2], mail("big", "x" * 100 * 300 + "\n"))
    assert (done.returncode, done.stdout[:6]) == (77, b"5.2.2 ")


def test_lda_options(server):
    done = server.deliver(ALICE, "From env@example.net Thu Jan  1 00:00:00 1970\n"
                          + mail("from line"))
    assert (done.returncode, done.stdout) == (0, b"")
    stored = newest(server, ALICE)
    assert stored.startswith(b"Return-Path: <env@example.net>\n")
    assert b"\nFrom env@" not in stored
    assert server.deliver(ALICE, mail(), "-f", "").returncode == 0
    assert newest(server, ALICE).startswith(b"Return-Path: <>\n")
    assert server.deliver(ALICE, mail(), "-e", "-k", "-a", "o@x.org", "-r",
                          "final@x.org").returncode == 0
    assert b"\nDelivered-To: final@x.org\n" in newest(server, ALICE)
    assert server.deliver("", mail()).returncode == 64


def test_lda_mailbox(server):
    with_box = server.imap(BOB)
    assert with_box.create("&AOQ-")[0] == "OK"
    with_box.logout()
    assert server.deliver(BOB, mail("there"), "-m", "\u00e4").returncode == 0
    assert b"Subject: there" in newest(server, BOB, ".&AOQ-")
    assert server.deliver(BOB, mail("no such"), "-m", "Missing").returncode == 0
    assert b"Subject: no such" in newest(server, BOB)


def test_lda_odd_messages(server):
    for message in (b"", b"no line end", b"\n", b".\n..\n.\r\n", b"a\0b\r\r\n",
                    b"X: " + b"y" * 300000):
        assert server.deliver(ALICE, message).returncode == 0
        stored = newest(server, ALICE)
        body = stored[stored.index(b"\n", stored.index(b"; ")) + 1:]
        wanted = message.replace(b"\r\n", b"\n")
        assert body in (wanted, wanted + b"\n")


def test_lda_server_away_or_dying(server, tmp_path):
    path = tmp_path / "lmtp"
    command = [BUILD / "fumikura-lda", "-S", path, "-d", ALICE]
    done = subprocess.run(command, input=b"x", capture_output=True)
    assert (done.returncode, done.stdout[:6]) == (75, b"4.3.0 ")
    replies = b"220 x\r\n250 x\r\n250 a\r\n250 b\r\n354 c\r\n"
    for said in (b"", replies[:12], replies):
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(str(path))
            s.listen()

            def serve(said=said):
                peer, _ = s.accept()
                peer.sendall(said)
                time.sleep(0.2)
                peer.close()

            thread = threading.Thread(target=serve)
            thread.start()
            done = subprocess.run(command, input=b"x\n" * 500000,
                                  capture_output=True)
            thread.join()
        path.unlink()
        assert (done.returncode, done.stdout[:6]) == (75, b"4.3.0 ")


def test_lda_memory_is_bounded(server):
    import resource
    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (32 << 20, 32 << 20))
    if "asan" in subprocess.run(["ldd", BUILD / "fumikura-lda"], text=True,
                                capture_output=True).stdout:
        limit = None
    done = subprocess.run([BUILD / "fumikura-lda", "--dir", server.dir, "-d", ALICE],
                          input=b"Subject: big\n\n" + b"0123456789abcde\n" * 1638400,
                          preexec_fn=limit, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert len(newest(server, ALICE)) > 25 << 20


def test_other_users_reach_their_own_account_only(new_server):
    if os.getuid() != 0:
        pytest.skip("needs another uid")
    try:
        nobody = pwd.getpwnam("fumikura-test")
    except KeyError:
        pytest.skip("needs the user fumikura-test")
    server = new_server(users=(ALICE, "fumikura-test@example.org"))
    # The build folder may be closed to others.
    lda = shutil.copy(BUILD / "fumikura-lda", server.dir)
    def become():
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    for user, code in ((ALICE, 77), ("fumikura-test@example.org", 0)):
        done = subprocess.run([lda, "--dir", server.dir, "-d", user],
                              input=mail().encode(), capture_output=True,
                              preexec_fn=become, timeout=60)
        assert done.returncode == code, done.stdout


def test_workers_follow_the_load_and_survive_a_crash(new_server):
    server = new_server("lmtp_workers_max = 6\n")
    clients = [Lmtp(server) for _ in range(6)]
    for client in clients:
        client.begin(ALICE)
    for client in clients:
        assert client.data(mail("load"))[0].startswith("250")
        client.close()
    assert len(files(server, ALICE)) == 6
    pids = [pid for pid, _ in server.children("lmtp")]
    workers = [p for p in pids if os.path.exists(f"/proc/{p}") and
               int(open(f"/proc/{p}/stat").read().split()[3]) in pids]
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    client = Lmtp(server)
    client.begin(ALICE)
    assert client.data(mail("after"))[0].startswith("250")
    client.close()
