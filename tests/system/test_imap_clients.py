# SPDX-License-Identifier: MIT
"""Mail programs on a terminal and on a timer, each with the same three messages.
Roundcube, Thunderbird: files of their own; mbsync: test_postfix.py.

Every pause of theirs parks the session; in the long form also after the usual
time, and never."""
import os
import pathlib
import pty
import re
import select
import subprocess
import time

import pytest
from conftest import PASSWORD, Server, mail

LINGERS = [0, 2, 3600] if os.environ.get("FUMIKURA_LONG") else [0]


@pytest.fixture(scope="module", params=LINGERS)
def server(request):
    s = Server(f"session_linger = {request.param}\n")
    s.start()
    yield s
    s.remove()


@pytest.fixture
def user(server):
    """With three messages in INBOX and a folder with a Japanese name."""
    name = server.add_user(f"client{time.time_ns()}@example.org")
    for number in range(3):
        assert server.deliver(name, mail(f"mail {number}", f"text {number}\n")).returncode == 0
    client = server.imap(name)
    assert client.create("&Zvheqw-")[0] == "OK"
    assert client.subscribe("&Zvheqw-")[0] == "OK"
    client.logout()
    return name


def look(server, user, mailbox, *keys):
    """Sequence numbers as another client finds them."""
    client = server.imap(user)
    try:
        assert client.select(mailbox, readonly=True)[0] == "OK"
        return client.search(None, *keys)[1][0].split()
    finally:
        client.logout()


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, **more)


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, home, *words):
        self.screen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", HOME=str(home), LANG="C.UTF-8", LINES="40",
                              COLUMNS="120", XDG_CONFIG_HOME=str(home / ".config"),
                              XDG_CACHE_HOME=str(home / ".cache"),
                              XDG_DATA_HOME=str(home / ".local/share"),
                              XDG_RUNTIME_DIR=str(home))
            os.execvp(words[0], [str(word) for word in words])

    def read(self, seconds=0.2):
        """False at its end."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            return False
        self.screen += piece
        return bool(piece)

    def until(self, found, answer=b""):
        """Reads until found() is true, then types the answer."""
        end = time.monotonic() + 90
        while not found():
            assert self.read() and time.monotonic() < end, self.screen[-4000:]
        os.write(self.fd, answer)

    def wait(self, text, answer=b""):
        """From here on, until it shows the text."""
        self.screen = b""
        self.until(lambda: text in self.screen, answer)

    def end(self):
        """Its exit status."""
        end = time.monotonic() + 90
        while self.read():
            assert time.monotonic() < end, self.screen[-4000:]
        os.close(self.fd)
        return os.waitpid(self.pid, 0)[1]

    def kill(self):
        os.kill(self.pid, 15)
        return self.end()


def mutt_settings(server, user, home):
    return (f"set spoolfile=imap://127.0.0.1:{server.imap_port}/INBOX\n"
            f"set folder=imap://127.0.0.1:{server.imap_port}/\n"
            f"set imap_user={user}\nset imap_pass='{PASSWORD}'\nset ssl_starttls=no\n"
            "set ssl_force_tls=no\nset quit=yes\nset delete=yes\nset move=no\nset confirmappend=no\n"
            f"set timeout=5\nset wait_key=no\nset tmpdir={home}\nset record=\n"
            f"set header_cache={home}/headers\nset mail_check_stats=no\n")


@pytest.mark.parametrize("program, more", [
    ("mutt", "set imap_condstore=yes\nset imap_qresync=yes\n"),
    ("mutt", ""),
    ("neomutt", "set imap_condstore=yes\nset imap_qresync=yes\n")])
def test_mutt(server, user, tmp_path, program, more):
    """Reads, flags, saves into another folder, deletes; then again with what it
    remembers of the last time."""
    for keys, want in (
            ("<first-entry><display-message>q<next-entry>F"
             "<next-entry><save-message>=書庫<enter>$q", ("1", "0", "1")),
            ("<first-entry>F<last-entry>d$q", ("0", "1", "0"))):
        rc = tmp_path / "rc"
        rc.write_text(mutt_settings(server, user, tmp_path) + more + f"push '{keys}'\n")
        terminal = Terminal(tmp_path, program, "-n", "-F", rc)
        assert terminal.end() == 0, terminal.screen
        found = (look(server, user, "INBOX", "SEEN", "SUBJECT", '"mail 0"'),
                 look(server, user, "INBOX", "FLAGGED", "SUBJECT", '"mail 0"'),
                 look(server, user, "INBOX", "FLAGGED", "SUBJECT", '"mail 1"'))
        if want[0] == "1":
            assert found == ([b"1"], [], [b"2"]), terminal.screen
            assert look(server, user, "&Zvheqw-", "SUBJECT", '"mail 2"') == [b"1"]
            assert len(look(server, user, "INBOX", "ALL")) == 2
        else:
            assert found == ([b"1"], [b"1"], []), terminal.screen
            assert len(look(server, user, "INBOX", "ALL")) == 1


def test_offlineimap(server, user, tmp_path):
    """Two ways, several times, with both sides changing."""
    local = tmp_path / "mail"
    rc = tmp_path / "rc"
    rc.write_text(f"""[general]
accounts = a
metadata = {tmp_path}/state
ui = basic
[Account a]
localrepository = here
remoterepository = there
[Repository here]
type = Maildir
localfolders = {local}
[Repository there]
type = IMAP
remotehost = 127.0.0.1
remoteport = {server.imap_port}
remoteuser = {user}
remotepass = {PASSWORD}
ssl = no
starttls = no
auth_mechanisms = PLAIN
""")

    def sync():
        done = run("offlineimap", "-c", rc, "-o", env=os.environ | {"HOME": str(tmp_path)})
        assert done.returncode == 0 and "ERROR" not in done.stderr, done.stdout + done.stderr

    def files(folder="INBOX"):
        found = {}
        for part in ("cur", "new"):
            for path in (local / folder / part).iterdir():
                subject = re.search(rb"(?m)^Subject: (.*?)\r?$", path.read_bytes())
                found[subject.group(1).decode()] = path
        return found

    sync()
    assert set(files()) == {"mail 0", "mail 1", "mail 2"}
    # Here: one read, one removed, one made; there: one flagged, one delivered.
    here = files()
    name = here["mail 0"].name.split(":2,")[0]
    os.rename(here["mail 0"], local / "INBOX/cur" / (name + ":2,S"))
    os.unlink(here["mail 1"])
    (local / "INBOX/cur/1700000000.1_1.here:2,S").write_text(mail("made here"))
    client = server.imap(user)
    client.select()
    client.store("3", "+FLAGS", "(\\Flagged)")
    client.logout()
    assert server.deliver(user, mail("mail 3")).returncode == 0
    sync()
    sync()
    assert set(files()) == {"mail 0", "mail 2", "mail 3", "made here"}
    assert "F" in files()["mail 2"].name.split(":2,")[1]
    assert len(look(server, user, "INBOX", "ALL")) == 4
    assert look(server, user, "INBOX", "SEEN", "SUBJECT", '"mail 0"')
    assert look(server, user, "INBOX", "SUBJECT", '"made here"')
    assert not look(server, user, "INBOX", "SUBJECT", '"mail 1"')


def test_fetchmail(server, user, tmp_path):
    rc = tmp_path / "rc"
    rc.write_text(f'poll 127.0.0.1 service {server.imap_port} proto imap auth password\n'
                  f'  user "{user}" password "{PASSWORD}" sslproto ""\n'
                  f'  mda "/bin/cat >> {tmp_path}/mbox"\n')
    rc.chmod(0o600)
    env = os.environ | {"HOME": str(tmp_path), "FETCHMAILHOME": str(tmp_path)}

    def fetch(*more):
        done = run("fetchmail", "-f", rc, "--pidfile", tmp_path / "pid", "-N", "-v", *more, env=env)
        text = (tmp_path / "mbox").read_text()
        return done.returncode, len(re.findall("^Subject: mail", text, re.M))

    assert fetch("--keep") == (0, 3)
    assert len(look(server, user, "INBOX", "SEEN")) == 3
    assert fetch("--keep") == (1, 3)  # nothing new
    assert fetch("--all", "--nokeep", "--expunge", "1") == (0, 6)
    assert not look(server, user, "INBOX", "ALL")


def test_getmail(server, user, tmp_path):
    (tmp_path / "getmailrc").write_text(f"""[retriever]
type = SimpleIMAPRetriever
server = 127.0.0.1
port = {server.imap_port}
username = {user}
password = {PASSWORD}
mailboxes = ("INBOX",)

[destination]
type = MDA_external
path = /bin/sh
arguments = ("-c", "cat >> {tmp_path}/mbox")
allow_root_commands = true

[options]
read_all = false
delete = false
""")

    def fetch(*more):
        done = run("getmail", "--getmaildir", tmp_path, "--rcfile", "getmailrc", *more,
                   env=os.environ | {"HOME": str(tmp_path)})
        assert done.returncode == 0, done.stdout + done.stderr
        return len(re.findall("^Subject: mail", (tmp_path / "mbox").read_text(), re.M))

    assert fetch() == 3
    assert fetch() == 3
    assert fetch("--delete", "--all") == 6
    assert not look(server, user, "INBOX", "ALL")


def test_curl(server, user, tmp_path):
    base = f"imap://127.0.0.1:{server.imap_port}"

    def curl(url, *words):
        done = run("curl", "-sS", "-u", f"{user}:{PASSWORD}", base + url, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "&Zvheqw-" in curl("")
    assert "text 1" in curl("/INBOX;MAILINDEX=2")
    assert curl("/INBOX;UID=1;SECTION=HEADER.FIELDS%20(SUBJECT)").strip() == "Subject: mail 0"
    assert curl("/INBOX?SUBJECT%20%22mail%202%22").split() == ["*", "SEARCH", "3"]
    file = tmp_path / "message"
    file.write_text(mail("uploaded"))
    curl("/%26Zvheqw-", "-T", file)
    assert look(server, user, "&Zvheqw-", "SUBJECT", "uploaded") == [b"1"]
    assert "(\\Flagged)" in curl("/INBOX", "-X", "STORE 1 FLAGS (\\Flagged)")
    assert curl("/", "-X", "STATUS INBOX (MESSAGES)").split("STATUS")[1].strip() == \
        "INBOX (MESSAGES 3)"


def test_alpine(server, user, tmp_path):
    """Opens INBOX, deletes the second message, expunges at the end."""
    place = f"{{127.0.0.1:{server.imap_port}/notls/user={user}}}"
    (tmp_path / ".pinerc").write_text(
        f"inbox-path={place}INBOX\nfolder-collections={place}[]\nuser-domain=example.org\n"
        "feature-list=enable-full-header-cmd,expunge-without-confirm,"
        "expunge-without-confirm-everywhere,quit-without-confirm,disable-password-file-saving,"
        "disable-password-caching,suppress-user-lookup-in-password-file\n"
        "last-version-used=99.99\nsort-key=Arrival\nlast-time-prune-questioned=300.0\n")
    terminal = Terminal(tmp_path, "alpine", "-p", tmp_path / ".pinerc", "-I", "I")
    terminal.wait(b"PASSWORD", PASSWORD.encode() + b"\r")
    terminal.wait(b"mail 2", b"J")
    terminal.until(lambda: True, b"2\r")
    terminal.wait(b"2", b"D")
    end = time.monotonic() + 60
    while look(server, user, "INBOX", "DELETED") == [] and time.monotonic() < end:
        terminal.read()
    terminal.until(lambda: True, b"Q")
    assert terminal.end() == 0, terminal.screen
    assert len(look(server, user, "INBOX", "ALL")) == 2
    assert not look(server, user, "INBOX", "SUBJECT", '"mail 1"')


def test_aerc(server, user, tmp_path):
    """Opens INBOX, moves the first message on its list."""
    folder = tmp_path / ".config/aerc"
    folder.mkdir(parents=True)
    secret = PASSWORD.replace(" ", "%20")
    (folder / "accounts.conf").write_text(
        f"[a]\nsource = imap+insecure://{user.replace('@', '%40')}:{secret}@127.0.0.1:"
        f"{server.imap_port}\ndefault = INBOX\nfrom = A <{user}>\ncache-headers = true\n")
    (folder / "accounts.conf").chmod(0o600)
    terminal = Terminal(tmp_path, "aerc")
    terminal.wait(b"mail 2", ':move 書庫\r'.encode())
    end = time.monotonic() + 90
    while not look(server, user, "&Zvheqw-", "ALL"):
        assert terminal.read() and time.monotonic() < end, terminal.screen[-4000:]
    terminal.until(lambda: True, b":quit\r")
    assert terminal.end() == 0, terminal.screen[-4000:]
    assert len(look(server, user, "INBOX", "ALL")) == 2
