# SPDX-License-Identifier: MIT
"""Limits, rules, grace, warnings, `fumikura quota`: of the whole server."""
import email.policy
import os
import sqlite3
import threading
import time

import pytest
from conftest import PASSWORD, mail
from test_lmtp_lda import Lmtp

ALICE = "alice@example.org"


def body(size):
    """A message of about that many bytes."""
    return mail(body=("x" * 63 + "\n") * (size // 64))


def until(true, what, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def set_column(server, column, value):
    db = sqlite3.connect(server.dir / "lib/accounts.sqlite", timeout=30)
    with db:
        db.execute(f"UPDATE mailbox SET {column} = ?", (value,))
    db.close()


def limited(new_server, settings="", quota="100K", *more):
    server = new_server(settings, users=())
    server.add_user(ALICE, PASSWORD, "--quota", quota, *more)
    return server


def size_file(server, user=ALICE):
    """(bytes, messages) that maildirsize says."""
    lines = (server.maildir(user) / "maildirsize").read_text().splitlines()[1:]
    return tuple(sum(int(line.split()[i]) for line in lines) for i in (0, 1))


def on_disk(server, user=ALICE):
    files = [path for part in ("new", "cur") for folder in ("", ".*/")
             for path in server.maildir(user).glob(f"{folder}{part}/*")]
    return sum(path.stat().st_size for path in files), len(files)


def shown(server, user=ALICE):
    """{(mailbox, kind): (used, limit, percent)}"""
    done = server.run("quota", "show", user)
    assert done.returncode == 0, done
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert all(row[0] == user for row in rows)
    return {(row[1], row[2]): tuple(row[3:]) for row in rows}


def check_sums(server, user=ALICE):
    used = shown(server, user)
    known = tuple(int(used["*", kind][0]) for kind in ("storage", "messages"))
    assert known == size_file(server, user) == on_disk(server, user)


class Hook:
    """A quota_warning_command that writes down its arguments."""

    def __init__(self, folder, script="true"):
        self.folder = folder
        folder.mkdir()
        folder.chmod(0o777)
        self.program = folder / "warn"
        self.program.write_text(f"#!/bin/sh\n{script}\n"
                                f"printf '%s\\n' \"$* $USER $HOME\" >>{folder}/calls\n")
        self.program.chmod(0o755)

    def calls(self):
        path = self.folder / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def wait(self, count):
        until(lambda: len(self.calls()) >= count, f"{count} of {self.calls()}")
        return self.calls()


def logged(server, *parts):
    return [line for line in server.log_text().splitlines() if all(p in line for p in parts)]


def told(server):
    """Passings that some process has told of."""
    return logged(server, " quota-warning ", " direction=")


def expunge(client, numbers="1:*"):
    client.store(numbers, "+FLAGS.SILENT", r"(\Deleted)")
    assert client.expunge()[0] == "OK"


def hooked(new_server, tmp_path, settings="", quota="100K", script="true"):
    tmp_path.chmod(0o755)
    hook = Hook(tmp_path / "hook", script)
    server = limited(new_server, f'quota_warning_command = "{hook.program}"\n' + settings, quota)
    return server, hook


def test_command_runs_once_for_each_passing(new_server, tmp_path):
    server, hook = hooked(new_server, tmp_path,
                          'quota_warnings = "95,storage=80%,-storage=90,-80"\n')
    home = server.maildir(ALICE).parent
    assert server.deliver(ALICE, body(50000)).returncode == 0
    assert server.deliver(ALICE, body(20000)).returncode == 0
    assert not told(server)
    assert server.deliver(ALICE, body(14000)).returncode == 0
    used = on_disk(server)[0]
    assert hook.wait(1) == [f"80 {ALICE} above storage 102400 {used} {ALICE} {home}"]
    assert server.deliver(ALICE, body(14000)).returncode == 0
    assert server.deliver(ALICE, body(1000)).returncode == 0
    assert hook.wait(2)[1].startswith(f"95 {ALICE} above storage 102400 ")
    client = server.imap(ALICE)
    client.select()
    expunge(client, "4")  # below 90 %
    assert hook.wait(3)[2].startswith(f"90 {ALICE} below storage 102400 ")
    expunge(client)  # everything: of the list only -80 is passed now
    assert hook.wait(4)[3] == f"80 {ALICE} below storage 102400 0 {ALICE} {home}"
    # by APPEND from nothing past two: the first of the list
    assert client.append("INBOX", None, None, body(99000).encode())[0] == "OK"
    assert hook.wait(5)[4].startswith(f"95 {ALICE} above storage ")
    assert client.rename("INBOX", "Away")[0] == "OK"  # changes no sum
    assert client.delete("Away")[0] == "OK"
    assert "90 " + ALICE + " below" in hook.wait(6)[5]
    assert len(told(server)) == len(hook.calls()) == 6
    check_sums(server)


def test_messages_have_thresholds_too(new_server, tmp_path):
    server, hook = hooked(new_server, tmp_path, 'quota_warnings = "-messages=50,80"\n', "0")
    set_column(server, "quota_messages", 10)
    for i in range(10):
        assert server.deliver(ALICE, body(100)).returncode == 0
    assert hook.wait(1)[0].startswith(f"80 {ALICE} above messages 10 8 ")
    done = server.deliver(ALICE, body(100))
    assert (done.returncode, done.stdout[:6]) == (77, b"5.2.2 ")
    client = server.imap(ALICE)
    client.select()
    assert client.copy("1", "INBOX")[0] == "NO"
    expunge(client, "1:6")
    assert hook.wait(2)[1].startswith(f"50 {ALICE} below messages 10 4 ")
    assert len(told(server)) == 2
    check_sums(server)


def test_foreign_changes_pass_thresholds(new_server, tmp_path):
    server, hook = hooked(new_server, tmp_path, 'quota_warnings = "80,-80"\n')
    assert server.deliver(ALICE, body(1000)).returncode == 0
    folder = server.maildir(ALICE)
    owner = folder.stat()
    path = folder / "new" / "1700000000.foreign.host"
    part = folder / "tmp" / path.name
    part.write_text(body(90000))
    os.chown(part, owner.st_uid, owner.st_gid)
    part.rename(path)
    client = server.imap(ALICE)
    assert client.status("INBOX", "(MESSAGES)")[0] == "OK"
    assert hook.wait(1)[0].startswith(f"80 {ALICE} above storage ")
    for found in folder.glob("new/1700000000.foreign.host*"):
        found.unlink()
    assert client.status("INBOX", "(MESSAGES)")[0] == "OK"
    assert hook.wait(2)[1].startswith(f"80 {ALICE} below storage ")
    # A rebuild of the index is no change.
    assert client.append("INBOX", None, None, body(90000).encode())[0] == "OK"
    hook.wait(3)
    client.logout()
    assert server.run("index", "rebuild", ALICE).returncode == 0
    assert server.deliver(ALICE, body(100)).returncode == 0
    assert len(told(server)) == 3
    check_sums(server)


def test_many_processes_pass_once(new_server, tmp_path):
    server, hook = hooked(new_server, tmp_path, 'quota_warnings = "95,80,-80"\n', "0")
    set_column(server, "quota_messages", 24)
    failed = []

    def deliver():
        client = Lmtp(server)
        for _ in range(6):
            client.begin(ALICE)
            reply = client.data(body(400))[0]
            if not reply.startswith("250"):
                failed.append(reply)
        client.close()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    calls = hook.wait(2)
    assert sorted(call.split()[0] for call in calls) == ["80", "95"]
    client = server.imap(ALICE)
    client.select()
    expunge(client)
    assert hook.wait(3)[2].startswith(f"80 {ALICE} below messages ")
    assert len(told(server)) == 3
    check_sums(server)


def test_a_slow_command_delays_nobody(new_server, tmp_path):
    server, hook = hooked(new_server, tmp_path,
                          'quota_warnings = "50"\nquota_warning_timeout = 1\n'
                          "quota_warning_programs = 1\n", script="exec sleep 1000")
    users = [f"u{i}@example.org" for i in range(3)]
    for user in users:
        server.add_user(user, "pw", "--quota", "10K")
        assert server.deliver(user, body(6000)).returncode == 0
    # One after the other was started, and killed after its second.
    until(lambda: len(logged(server, " quota-warning-command ", " took too long")) == 3,
          "three are killed")
    assert not hook.calls() and len(told(server)) == 3


def test_a_command_that_is_not_there_fails_nothing(new_server):
    server = limited(new_server, 'quota_warnings = "50"\n'
                     'quota_warning_command = "/nonexistent/warn"\n', "10K")
    assert server.deliver(ALICE, body(6000)).returncode == 0
    until(lambda: logged(server, " quota-warning-command ", "start of "), "the log says so")


def inbox(server, user=ALICE):
    return {path.read_text() for part in ("new", "cur")
            for path in (server.maildir(user) / part).iterdir()}


def test_message_arrives_past_the_limit(new_server):
    server = limited(new_server, 'quota_warnings = "80,-50"\n', "10K")
    assert server.deliver(ALICE, body(9900)).returncode == 0
    texts = [text for text in inbox(server) if "Auto-Submitted" in text]
    assert len(texts) == 1, texts
    for part in ("\nSubject: Your mailbox is 9", f"\nTo: <{ALICE}>\n",
                 "From: Mail server <postmaster@mail.example.org>\n", "of the 10.0 KiB",
                 "Please delete", "charset=utf-8"):
        assert part in texts[0], texts[0]
    assert on_disk(server)[0] > 10240  # past the limit
    check_sums(server)
    client = server.imap(ALICE)
    client.select()
    expunge(client)
    texts = inbox(server)
    assert len(texts) == 1 and "\nSubject: Your mailbox has room again\n" in texts.pop()
    assert len(told(server)) == 2
    check_sums(server)


def test_message_can_have_a_text_of_its_own(new_server, tmp_path):
    tmp_path.chmod(0o755)
    text = tmp_path / "text"
    text.write_text("メールボックスの使用率が %p% になりました。不要なメールを削除してください\n"
                    "%u: %s / %l (%t%)\n100%\n", encoding="utf-8")
    text.chmod(0o644)
    server = limited(new_server, f'quota_warnings = "80"\nquota_warning_text = "{text}"\n', "10K")
    assert server.deliver(ALICE, body(9900)).returncode == 0
    client = server.imap(ALICE)
    client.select()
    _, data = client.fetch("2", "(BODY.PEEK[])")
    got = email.message_from_bytes(data[0][1], policy=email.policy.default)
    used = next(iter(client.fetch("1", "(RFC822.SIZE)")[1]))
    assert used
    assert got["Subject"].startswith("メールボックスの使用率が 9")
    assert got["Subject"].endswith("不要なメールを削除してください")
    lines = got.get_content().splitlines()
    assert lines[0].startswith(f"{ALICE}: 9.") and lines[0].endswith(" KiB / 10.0 KiB (80%)")
    assert lines[1] == "100%"


def test_grace_is_for_the_last_delivery(new_server):
    server = limited(new_server, 'quota_grace = "10%"\n', "20K")
    client = server.imap(ALICE)
    assert server.deliver(ALICE, body(15000)).returncode == 0
    # An upload has none, nor has a message beyond it.
    assert client.append("INBOX", None, None, body(6500).encode())[0] == "NO"
    assert server.deliver(ALICE, body(8500)).returncode == 77
    assert server.deliver(ALICE, body(6500)).returncode == 0
    assert on_disk(server)[0] > 20480
    # Over the limit now: nothing more.
    lmtp = Lmtp(server)
    assert lmtp.begin(ALICE)[0].startswith("552 5.2.2")
    lmtp.close()
    assert server.deliver(ALICE, body(10)).returncode == 77
    check_sums(server)


def test_rules_hold_where_they_say(new_server):
    server = limited(new_server, "", "20K")
    set_column(server, "quota_rules", "Trash:storage=+10K:messages=3,Spam:ignore,Lists.*:+20K")
    client = server.imap(ALICE)
    for name in ("Trash", "Spam", "Lists.a"):
        assert client.create(name)[0] == "OK"
    message = body(9000).encode()
    assert [client.append("INBOX", None, None, message)[0] for _ in range(3)] == ["OK", "OK", "NO"]
    assert [client.append("Spam", None, None, message)[0] for _ in range(3)] == ["OK"] * 3
    assert client.append("Trash", None, None, message)[0] == "OK"
    assert client.append("Trash", None, None, b"\r\nsmall\r\n")[0] == "NO"  # the fourth
    assert client.append("Lists.a", None, None, message)[0] == "OK"
    assert client.append("Lists.a", None, None, message)[0] == "NO"
    used = shown(server)
    assert int(used["*", "messages"][0]) == 4
    assert used["*", "storage"][1] == "20480"
    assert used["Trash", "storage"][1] == "30720"
    assert used["Trash", "messages"][1:] == ("3", "133")
    assert used["Lists.*", "storage"][1] == "40960"
    assert used["Spam", "ignored"] == ("-", "-", "-")
    assert size_file(server)[1] == 4
    # A folder that begins to count.
    assert client.rename("Spam", "Kept")[0] == "OK"
    assert int(shown(server)["*", "messages"][0]) == 7
    check_sums(server)
    # and one that ends to, by a change of the rules
    client.logout()
    set_column(server, "quota_rules", "Kept:ignore")
    done = server.run("quota", "recalc", ALICE)
    assert done.returncode == 0 and "\twas\t" in done.stdout, done
    assert size_file(server)[1] == 4
    set_column(server, "quota_rules", "Kept:what")
    done = server.run("quota", "show", ALICE)
    assert done.returncode == 1 and "Kept:what" in done.stderr


def test_quota_command(new_server):
    server = limited(new_server, "", "20K", "--quota-messages", "10")
    server.add_user("bob@example.org")
    never = server.run("quota", "show", "--all")
    assert never.returncode == 0 and not server.maildir("bob@example.org").exists()
    assert server.deliver(ALICE, body(5000)).returncode == 0
    size, _ = on_disk(server)
    done = server.run("quota", "show", "--all")
    assert done.stdout.splitlines() == [
        f"{ALICE}\t*\tstorage\t{size}\t20480\t{size * 100 // 20480}",
        f"{ALICE}\t*\tmessages\t1\t10\t10",
        "bob@example.org\t*\tstorage\t0\t-\t-",
        "bob@example.org\t*\tmessages\t0\t-\t-"], done
    (server.maildir(ALICE) / "maildirsize").unlink()
    done = server.run("quota", "recalc", ALICE)
    assert (done.returncode, done.stdout) == (0, f"{ALICE}\t{size}\t1\n")
    check_sums(server)
    assert server.run("quota", "show", "no@example.org").returncode == 1
    assert server.run("quota", "show").returncode == 64
    assert server.run("quota", "what", ALICE).returncode == 64
    assert server.run("quota", "recalc", "--all").returncode == 0


@pytest.mark.parametrize("setting", ['quota_warnings = "95,bad"', 'quota_grace = "many"'])
def test_wrong_settings_stop_the_start(new_server, setting):
    server = new_server(setting + "\n", users=(), start=False)
    done = server.run("config", "check")
    assert done.returncode == 78 and setting.split()[0] in done.stderr
