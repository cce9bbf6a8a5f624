# SPDX-License-Identifier: MIT
"""fumikura-imap and fumikura-pop3 as single programs, without a server: under
tcpserver behind mailfront's imapfront-auth and pop3front-auth (which do what
qmail-popup and checkpassword do), under inetd, and as a tunnel of mutt, mbsync
and fetchmail, with the lines of doc/admin/single.md."""
import imaplib
import os
import pathlib
import poplib
import pty
import pwd
import re
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

import pytest
from conftest import BUILD, free_port, mail
from debian import unpack
from smtp_auth import guide_lines

USER = "fumikura-test"
CLEAN = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": "detect_leaks=1"}


@pytest.fixture
def home():
    """A folder with the program that others may run, and a home in it."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-single-"))
    top.chmod(0o755)
    for program in ("fumikura-imap", "fumikura-pop3"):
        shutil.copy(BUILD / program, top)
    (top / "home").mkdir()
    yield top
    shutil.rmtree(top)


def guide(home, file, title):
    return guide_lines("single.md", file, title).replace(
        "/usr/local/libexec/fumikura", str(home))


def delivered(home, *subjects):
    """A Maildir with these messages, as qmail makes them."""
    for name in ("new", "cur", "tmp"):
        (home / "home/Maildir" / name).mkdir(parents=True)
    for number, subject in enumerate(subjects):
        (home / f"home/Maildir/new/{1700000000 + number}.1.host").write_text(mail(subject))


def run(home, said, *words, **variables):
    return subprocess.run([home / "fumikura-imap", *words], input=said, text=True, capture_output=True,
                          timeout=120, env={**CLEAN, "HOME": str(home / "home"), "USER": "ann",
                                            **variables})


def test_the_environment_says_who_it_is(home):
    delivered(home, "one", "two")
    done = run(home, "a EXAMINE INBOX\r\nb LOGOUT\r\n", AUTHENTICATED="Ann@Example.org",
               TCPREMOTEIP="192.0.2.7")
    assert done.returncode == 0, done
    assert re.match(r"\* PREAUTH \[CAPABILITY IMAP4rev1 [^]]+\] ", done.stdout)
    assert "\n* 2 EXISTS\n" in done.stdout
    assert done.stdout.endswith("* BYE Logging out\nb OK Logout completed\n")
    assert re.search(r' info login .*user="ann@example.org" service=imap .*rip="192.0.2.7"', done.stderr)
    assert re.search(r' info logout .*reason="Logging out" .*commands=2 ', done.stderr)


def test_a_login_before_us_gets_its_answer(home):
    done = run(home, "", IMAPLOGINTAG="x7")
    assert re.match(r"x7 OK \[CAPABILITY [^]]+\] ", done.stdout)
    assert 'reason="Connection closed"' in done.stderr
    # It comes back to the client, so it must be one.
    assert run(home, "", IMAPLOGINTAG="x\r\n* BAD").stdout.startswith("* PREAUTH ")


@pytest.mark.parametrize("words, variables, place", [
    ([], {}, "home/Maildir"),
    (["mail"], {}, "home/mail"),
    (["mail"], {"MAILDIR": "other"}, "home/mail"),
    ([], {"MAILDIR": "other"}, "home/other"),
    (["mail"], {"MAILDIR": "other", "AUTHENTICATED": "ann"}, "home/other"),
    (["{top}/away"], {}, "away"),
])
def test_the_maildir_is_that_of_the_login_or_the_words(home, words, variables, place):
    words = [word.replace("{top}", str(home)) for word in words]
    assert run(home, "a LOGOUT\r\n", *words, **variables).returncode == 0
    assert (home / place / "cur").is_dir()


def test_limits_of_the_login_hold(home):
    text = mail("x").replace("\n", "\r\n")
    append = f"APPEND INBOX {{{len(text)}+}}\r\n{text}\r\n"
    done = run(home, "".join(f"{tag} {append}" for tag in "abc"), MAILDIRQUOTA="100000S,2C")
    assert re.findall(r"^([abc]) (OK|NO \[OVERQUOTA\])", done.stdout, re.M) == [
        ("a", "OK"), ("b", "OK"), ("c", "NO [OVERQUOTA]")]
    done = run(home, f"a {append}", DATASIZE="100")
    assert re.search(r"^a NO \[TOOBIG\]", done.stdout, re.M), done.stdout


@pytest.mark.parametrize("variables", [
    {"HOME": ""}, {"HOME": "relative"}, {"USER": "../etc"}, {"MAILDIRQUOTA": "much"}, {"DATASIZE": "-1"}])
def test_what_makes_no_sense_is_refused(home, variables):
    done = run(home, "a LOGOUT\r\n", **variables)
    assert done.returncode in (75, 78) and done.stdout == "", done
    assert " error start " in done.stderr


def test_more_words_than_one_are_refused(home):
    assert run(home, "", "Maildir", "more").returncode == 64


@pytest.mark.skipif(os.getuid() != 0, reason="root becomes the owner")
@pytest.mark.parametrize("owner,mail_owner", [(USER, "root"), ("root", USER)])
def test_root_serves_no_mailbox_of_others(home, owner, mail_owner):
    """Nor one that a user's link in his home leads to."""
    delivered(home, "not for you")
    shutil.move(home / "home/Maildir", home / "Maildir")
    (home / "home/Maildir").symlink_to(home / "Maildir")
    for top, user in ((home / "home", owner), (home / "Maildir", mail_owner)):
        entry = pwd.getpwnam(user)
        top.chmod(0o700)
        os.chown(top, entry.pw_uid, entry.pw_gid)
    done = run(home, "a SELECT INBOX\r\nb LOGOUT\r\n")
    assert "EXISTS" not in done.stdout.split(), done
    assert not (home / "Maildir/.fumikura").exists()


def connect(port, process, client=imaplib.IMAP4):
    end = time.monotonic() + 60
    while True:
        try:
            return client("127.0.0.1", port, timeout=60)
        except OSError:
            assert process.poll() is None and time.monotonic() < end, process
            time.sleep(0.05)


@pytest.mark.skipif(os.getuid() != 0, reason="logins change the user")
def test_behind_imapfront_under_tcpserver(home):
    entry = pwd.getpwnam(USER)
    delivered(home, "by qmail")
    for path in [home / "home", *(home / "home").rglob("*")]:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    (home / "users").write_text(f"ann:secret:{entry.pw_uid}:{entry.pw_gid}:Ann:{home}/home:/bin/sh\n")
    port = free_port()
    line = guide(home, "run", "IMAP under tcpserver").replace(" 0 imap ", f" 127.0.0.1 {port} ")
    line = line.replace("/etc/cvm/users", f"{home}/users")
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(["/bin/sh", "-c", line], stdin=subprocess.DEVNULL, stderr=log, env=CLEAN)
    try:
        client = connect(port, process)
        with pytest.raises(imaplib.IMAP4.error):
            client.login("ann", "wrong")
        client.login("ann", "secret")
        assert client.select() == ("OK", [b"1"])
        assert b"Subject: by qmail" in client.fetch("1", "BODY[HEADER.FIELDS (SUBJECT)]")[1][0][1]
        assert client.append("INBOX", None, None, mail("mine").encode())[0] == "OK"
        client.logout()
        # The session ends behind its last answer.
        end = time.monotonic() + 60
        while " logout " not in (home / "log").read_text() and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait(60)
    text = (home / "log").read_text()
    assert re.search(r'info login .*user="ann" service=imap method=environment rip="127.0.0.1"', text), text
    assert re.search(r'info logout .*user="ann" .*appended=1 .*hdr_count=1 ', text), text
    files = [p for d in ("new", "cur") for p in (home / "home/Maildir" / d).iterdir()]
    assert len(files) == 2 and {p.stat().st_uid for p in files} == {entry.pw_uid}


@pytest.mark.skipif(os.getuid() != 0, reason="logins change the user")
def test_behind_pop3front_under_tcpserver(home):
    entry = pwd.getpwnam(USER)
    delivered(home, "one", "two")
    for path in [home / "home", *(home / "home").rglob("*")]:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    (home / "users").write_text(f"ann:secret:{entry.pw_uid}:{entry.pw_gid}:Ann:{home}/home:/bin/sh\n")
    port = free_port()
    line = guide(home, "run", "POP3 under tcpserver").replace(" 0 pop3 ", f" 127.0.0.1 {port} ")
    line = line.replace("/etc/cvm/users", f"{home}/users")
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(["/bin/sh", "-c", line], stdin=subprocess.DEVNULL, stderr=log, env=CLEAN)
    try:
        client = connect(port, process, poplib.POP3)
        client.user("ann")
        client.pass_("secret")
        assert client.stat()[0] == 2
        names = [row.split()[1] for row in client.uidl()[1]]
        assert b"Subject: one" in client.retr(1)[1]
        client.dele(1)
        client.quit()
        client = connect(port, process, poplib.POP3)
        client.user("ann")
        client.pass_("secret")
        assert [row.split()[1] for row in client.uidl()[1]] == names[1:]
        client.quit()
        end = time.monotonic() + 60
        while (home / "log").read_text().count(" logout ") < 2 and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        process.terminate()
        process.wait(60)
    text = (home / "log").read_text()
    assert re.search(r'info login .*user="ann" service=pop3 method=environment rip="127.0.0.1"', text), text
    assert re.search(r'info logout .*user="ann" service=pop3 reason=quit .* retr=1/\d+ del=1/2 ', text), text
    assert len([p for d in ("new", "cur") for p in (home / "home/Maildir" / d).iterdir()]) == 1


def test_under_inetd_the_client_does_not_see_the_log(home):
    """inetd(8) gives the client as fd 0, 1 and 2."""
    delivered(home, "one")
    port = free_port()
    config = home / "inetd.conf"
    config.write_text(guide(home, "inetd.conf", "Under inetd").replace(
        "imap stream", f"127.0.0.1:{port} stream").replace(
        " root ", f" {pwd.getpwuid(os.getuid()).pw_name} ").replace(
        "HOME=/home/ann", f"HOME={home}/home"))
    unpack(home / "openbsd-inetd", "openbsd-inetd")
    inetd = home / "openbsd-inetd/usr/sbin/inetd"
    with open(home / "log", "wb") as log:
        process = subprocess.Popen([inetd, "-d", config], stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=log, env=CLEAN)
    try:
        client = connect(port, process)
        assert client.state == "AUTH"
        assert client.select() == ("OK", [b"1"])
        client.logout()
    finally:
        process.terminate()
        process.wait(60)


def test_a_tunnel_of_mutt(home):
    delivered(home, "delete me", "keep me")
    rc = home / "muttrc"
    rc.write_text(guide(home, ".muttrc", "As a client's tunnel") + "set header_cache=\nset quit=yes\n"
                  f"set delete=yes\nset move=no\nset mark_old=no\nset tmpdir={home}\nset wait_key=no\n"
                  "set timeout=5\nset ssl_starttls=no\n"
                  "push '<delete-pattern>~s delete<enter><sync-mailbox><quit>'\n")
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execvpe("mutt", ["mutt", "-n", "-F", str(rc)],
                   {**CLEAN, "TERM": "xterm", "HOME": f"{home}/home", "USER": "ann", "LANG": "C.UTF-8"})
    end, screen = time.monotonic() + 90, b""
    while True:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                screen += os.read(fd, 65536)
            except OSError:
                break
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            break
    os.close(fd)
    os.waitpid(pid, 0)
    left = [p for d in ("new", "cur") for p in (home / "home/Maildir" / d).iterdir()]
    assert ["keep me" in p.read_text() for p in left] == [True], screen[-3000:]
    # Its screen is no place for our log.
    assert b" info " not in screen


def test_a_tunnel_of_mbsync(home):
    delivered(home, "one", "two")
    (home / "local").mkdir()
    rc = home / "mbsyncrc"
    rc.write_text(guide(home, ".mbsyncrc", "As a client's tunnel") + f"""
MaildirStore here
Path {home}/local/
Inbox {home}/local/INBOX

Channel all
Far :there:
Near :here:
Create Near
SyncState *
""")
    done = subprocess.run(["mbsync", "-c", rc, "-a"], capture_output=True, text=True, timeout=120,
                          env={**CLEAN, "HOME": f"{home}/home", "USER": "ann"})
    assert done.returncode == 0, done
    texts = [p.read_text() for d in ("new", "cur") for p in (home / "local/INBOX" / d).iterdir()]
    assert sorted(re.search(r"^Subject: (.*?)\r?$", t, re.M).group(1) for t in texts) == ["one", "two"]


def test_a_tunnel_of_fetchmail(home):
    delivered(home, "fetched")
    rc = home / "fetchmailrc"
    rc.write_text(guide(home, ".fetchmailrc", "As a client's tunnel").replace(
        'mda "', f'mda "cat >{shlex.quote(str(home))}/got #'))
    rc.chmod(0o600)
    done = subprocess.run(["fetchmail", "-f", rc, "--pidfile", home / "pid", "-i", home / "ids", "--nosyslog"],
                          capture_output=True, text=True, timeout=120,
                          env={**CLEAN, "HOME": f"{home}/home", "USER": "ann"})
    assert done.returncode == 0, done
    assert "Subject: fetched" in (home / "got").read_text()
    assert not [p for d in ("new", "cur") for p in (home / "home/Maildir" / d).iterdir()]
