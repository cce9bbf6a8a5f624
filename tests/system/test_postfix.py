# SPDX-License-Identifier: MIT
"""A real Postfix delivers through pipe(8) and LMTP; mbsync, mutt, curl read."""
import base64
import os
import pty
import re
import select
import smtplib
import subprocess
import time

import corpus
import pytest
from conftest import PASSWORD, mail
from postfix import Postfix

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
ALICE, BOB = "alice@example.org", "bob@example.org"


@pytest.fixture(scope="module")
def postfix(server):
    p = Postfix(server)
    yield p
    p.remove()


def sendable(message):
    """SMTP carries neither NUL nor lines over 998 bytes unchanged."""
    return (b"\0" not in message and b"\r" not in message and message.endswith(b"\n")
            and max(map(len, message.split(b"\n"))) < 990 and b"\n\n" in message
            and not message.startswith((b"From ", b"\n", b" ", b">")))


@pytest.mark.parametrize("user", [ALICE, BOB])
def test_the_corpus_through_postfix(server, postfix, user):
    messages = [m for m in {**corpus.samples(), **corpus.generated()}.values() if sendable(m)]
    assert len(messages) > 30
    for message in messages:
        postfix.send("sender@example.net", [user], corpus.wire(message))
    postfix.wait_empty()
    client = server.imap(user)
    assert client.select()[1] == [str(len(messages)).encode()], postfix.log_text()[-3000:]
    bodies = [part[1] for part in client.fetch("1:*", "(BODY.PEEK[TEXT])")[1] if isinstance(part, tuple)]
    wanted = sorted(corpus.wire(m).split(b"\r\n\r\n", 1)[1] for m in messages)
    assert len(bodies) == len(wanted)
    # Header repair is Postfix' business; texts must be those that were sent.
    same = sum(1 for text in wanted if text in bodies)
    assert same >= len(wanted) * 9 // 10, (same, len(wanted))
    header = client.fetch("1", "(BODY.PEEK[HEADER])")[1][0][1]
    assert header.startswith(b"Return-Path: <sender@example.net>\r\n")
    assert header.lower().count(b"return-path:") == 1
    client.logout()


def test_replies_reach_the_queue_as_they_should(server, postfix):
    postfix.send("sender@example.net", ["nobody@example.org"], mail("to nobody"))
    postfix.wait_empty()
    assert re.search(r"to=<nobody@example.org>.*dsn=5\.1\.1.*status=bounced", postfix.log_text())
    server.add_user("off@example.org")
    server.run("user", "disable", "off@example.org")
    postfix.send("sender@example.net", ["off@example.org"], mail("to a disabled one"))
    postfix.wait_empty()
    assert re.search(r"to=<off@example.org>.*dsn=5\.2\.1.*status=bounced", postfix.log_text())


def test_several_recipients_in_one_transaction(server, postfix):
    server.add_user("carol@example.org")
    subject = f"three {time.time()}"
    postfix.send("sender@example.net", [ALICE, "carol@example.org", "alice+detail@example.org"],
                 mail(subject))
    postfix.wait_empty()
    client = server.imap("carol@example.org")
    client.select()
    assert client.search(None, "SUBJECT", f'"{subject}"')[1] == [b"1"]
    client.logout()


def test_lmtp_away_defers_and_delivers_later(server, postfix):
    server.stop()
    subject = f"deferred {time.time()}"
    postfix.send("sender@example.net", [ALICE, BOB], mail(subject))
    end = time.monotonic() + 30
    while postfix.log_text().count("status=deferred") < 2 and time.monotonic() < end:
        time.sleep(0.2)
    assert postfix.log_text().count("status=deferred") >= 2
    server.start()
    postfix.command("flush")
    postfix.wait_empty()
    for user in (ALICE, BOB):
        client = server.imap(user)
        client.select()
        assert len(client.search(None, "SUBJECT", f'"{subject}"')[1][0].split()) == 1
        client.logout()


def test_smtp_auth_asks_the_auth_socket(server):
    p = Postfix(server, f"smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\n"
                        f"smtpd_sasl_path = {server.dir}/run/auth\n"
                        "smtpd_sasl_security_options = noanonymous\n")
    try:
        def try_auth(user, password):
            with smtplib.SMTP("127.0.0.1", p.port, timeout=60) as smtp:
                smtp.ehlo()
                assert "PLAIN" in smtp.esmtp_features["auth"]
                assert "LOGIN" in smtp.esmtp_features["auth"]
                code = []
                for mech in ("PLAIN", "LOGIN"):
                    if mech == "PLAIN":
                        token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
                        code.append(smtp.docmd("AUTH", "PLAIN " + token)[0])
                    elif code[0] != 235:
                        smtp.docmd("AUTH", "LOGIN")
                        smtp.docmd(base64.b64encode(user.encode()).decode())
                        code.append(smtp.docmd(base64.b64encode(password.encode()).decode())[0])
                return code
        assert try_auth(ALICE, PASSWORD) == [235]
        assert try_auth(ALICE, "wrong") == [535, 535]
        assert try_auth("nobody@example.org", PASSWORD) == [535, 535]
        os.rename(server.dir / "lib/accounts.sqlite", server.dir / "lib/away")
        try:
            assert try_auth(ALICE, PASSWORD)[0] == 454
        finally:
            os.rename(server.dir / "lib/away", server.dir / "lib/accounts.sqlite")
    finally:
        p.remove()


def test_curl_reads_over_tls(server, postfix):
    subject = f"curl {time.time()}"
    postfix.send("sender@example.net", [ALICE], mail(subject))
    postfix.wait_empty()
    base = ["curl", "-sS", "--cacert", server.dir / "etc/tls/cert.pem", "-u", f"{ALICE}:{PASSWORD}"]
    url = f"imaps://localhost:{server.imaps_port}/INBOX"
    found = subprocess.run([*base, f'{url}?SUBJECT%20%22{subject.replace(" ", "%20")}%22'],
                           capture_output=True, text=True, timeout=30)
    number = re.search(r"\* SEARCH (\d+)", found.stdout).group(1)
    read = subprocess.run([*base, f"{url};MAILINDEX={number}"], capture_output=True, text=True, timeout=30)
    assert f"Subject: {subject}" in read.stdout
    starttls = subprocess.run(["curl", "-sS", "--ssl-reqd", *base[2:],
                               f"imap://localhost:{server.imap_port}/", "-X", "CAPABILITY"],
                              capture_output=True, text=True, timeout=30)
    assert "IMAP4rev1" in starttls.stdout, starttls


def remote_facts(server, user, mailbox="INBOX"):
    client = server.imap(user)
    client.select(mailbox)
    found = {}
    data = client.fetch("1:*", "(UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
    for part in data:
        if isinstance(part, tuple):
            subject = part[1].decode(errors="replace").split(":", 1)[1].strip()
            flags = set(re.search(rb"FLAGS \(([^)]*)\)", part[0]).group(1).split()) - {rb"\Recent"}
            found[subject] = (int(re.search(rb"UID (\d+)", part[0]).group(1)), flags,
                              int(re.search(rb"RFC822\.SIZE (\d+)", part[0]).group(1)))
    client.logout()
    return found


def test_two_way_mbsync(server, postfix, tmp_path):
    user = server.add_user(f"sync{time.time_ns()}@example.org")
    for number in range(20):
        postfix.send("sender@example.net", [user], mail(f"sync {number}", "text\n" * (number + 1)))
    postfix.wait_empty()
    local = tmp_path / "mail"
    local.mkdir()
    rc = tmp_path / "mbsyncrc"
    rc.write_text(f"""
IMAPStore remote
Host 127.0.0.1
Port {server.imap_port}
User {user}
Pass "{PASSWORD}"
SSLType None
AuthMechs LOGIN

MaildirStore local
Path {local}/
Inbox {local}/INBOX
SubFolders Verbatim

Channel all
Far :remote:
Near :local:
Patterns *
Create Both
Expunge Both
SyncState *
""")

    def sync():
        done = subprocess.run(["mbsync", "-c", rc, "-a"], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def local_files(folder="INBOX"):
        found = {}
        for part in ("cur", "new"):
            for path in (local / folder / part).iterdir():
                subject = re.search(rb"(?m)^Subject: (.*?)\r?$", path.read_bytes()).group(1).decode()
                found[subject] = path
        return found

    sync()
    here, there = local_files(), remote_facts(server, user)
    assert set(here) == set(there) == {f"sync {n}" for n in range(20)}
    for subject, path in here.items():
        content = path.read_bytes()
        lines = content.count(b"\n")
        tuid = sum(len(line) + 1 for line in content.split(b"\n") if line.startswith(b"X-TUID"))
        assert there[subject][2] == len(content) + lines - (tuid and tuid + 1), subject
    # Flags from here to there …
    path = here["sync 3"]
    target = local / "INBOX/cur" / (path.name.split(":2,")[0] + ":2,FS")
    os.rename(path, target)
    # … and from there to here, at once; plus a deletion on each side.
    client = server.imap(user)
    client.select()
    uid = there["sync 5"][0]
    client.uid("STORE", str(uid), "+FLAGS", r"(\Answered)")
    client.uid("STORE", str(there["sync 7"][0]), "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()
    os.unlink(here["sync 9"])
    # A new message and a new folder on each side.
    (local / "INBOX/cur/1700000000.1_1.here:2,S").write_text(mail("made here"))
    for part in ("cur", "new", "tmp"):
        (local / "Local" / part).mkdir(parents=True)
    (local / "Local/cur/1700000001.1_1.here:2,").write_text(mail("in a local folder"))
    client = server.imap(user)
    client.create("Remote")
    client.append("Remote", r"(\Draft)", None, mail("in a remote folder").encode())
    client.logout()
    sync()
    sync()
    here, there = local_files(), remote_facts(server, user)
    assert set(here) == set(there)
    assert "sync 7" not in here and "sync 9" not in there
    assert {rb"\Seen", rb"\Flagged"} <= there["sync 3"][1]
    assert "R" in here["sync 5"].name.split(":2,")[1]
    assert rb"\Seen" in there["made here"][1]
    assert there["sync 5"][0] == uid
    assert "in a local folder" in remote_facts(server, user, "Local")
    assert "D" in local_files("Remote")["in a remote folder"].name.split(":2,")[1]
    assert server.run("index", "check", user).returncode == 0


def run_mutt(server, user, tmp_path, keys, seconds=60):
    (tmp_path / "muttrc").write_text(
        f"set folder=imap://127.0.0.1:{server.imap_port}/\nset spoolfile=+INBOX\n"
        f"set imap_user={user}\nset imap_pass='{PASSWORD}'\nset ssl_starttls=no\nset ssl_force_tls=no\n"
        "set header_cache=\nset timeout=5\nset quit=yes\nset delete=yes\nset mark_old=no\nset move=no\n"
        f"set tmpdir={tmp_path}\nset wait_key=no\nset pipe_decode=no\nset confirmappend=no\n"
        f"push '{keys}'\n")
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", HOME=str(tmp_path), LANG="C.UTF-8")
        os.execvp("mutt", ["mutt", "-n", "-F", str(tmp_path / "muttrc")])
    end, screen = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                screen += os.read(fd, 65536)
            except OSError:
                break
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
    else:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        raise AssertionError(screen[-3000:])
    os.waitpid(pid, 0)


def test_mutt_reads_flags_deletes_and_saves(server, postfix, tmp_path):
    user = server.add_user(f"mutt{time.time_ns()}@example.org")
    for subject in ("read me", "flag me", "delete me", "save me"):
        postfix.send("sender@example.net", [user], mail(subject, f"text of {subject}\n"))
    postfix.wait_empty()
    out = tmp_path / "out"
    run_mutt(server, user, tmp_path,
             f"<search>~s read<enter><pipe-message>cat > {out}<enter>"
             "<search>~s flag<enter><flag-message>"
             "<search>~s delete<enter><delete-message>"
             "<search>~s save<enter><save-message>=Saved<enter>y<sync-mailbox><quit>")
    assert "text of read me" in out.read_text()
    there = remote_facts(server, user)
    assert rb"\Flagged" in there["flag me"][1]
    assert "delete me" not in there and "save me" not in there
    assert "save me" in remote_facts(server, user, "Saved")
