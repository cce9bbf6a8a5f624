# SPDX-License-Identifier: MIT
"""The fumikura command and the configuration file."""
import contextlib
import imaplib
import os
import re
import signal
import subprocess
import time

import pytest
from conftest import BUILD, mail


@pytest.mark.parametrize("text,line", [
    ('imap_port = "x"\n', 1),
    ("# fine\nimap_port = 70000\n", 2),
    ("\nno_such_setting = 1\n", 2),
    ('hostname = "a\n', 1),
    ("plaintext_login = perhaps\n", 1),
])
def test_config_errors_name_file_and_line(tmp_path, text, line):
    path = tmp_path / "fumikura.conf"
    path.write_text(text)
    for command in (["config", "check"], ["serve"]):
        done = subprocess.run([BUILD / "fumikura", *command, "--config", path],
                              capture_output=True, text=True, timeout=20)
        assert done.returncode == 78, done
        assert re.search(rf"{re.escape(str(path))}:\d+: ", done.stderr), done.stderr
        assert abs(int(re.search(r"fumikura\.conf:(\d+):", done.stderr).group(1)) - line) <= 1


def test_config_show_round_trip(tmp_path):
    shown = subprocess.run([BUILD / "fumikura", "config", "show", "--docs", "--dir", tmp_path],
                           capture_output=True, text=True, timeout=20)
    assert shown.returncode == 0 and "imaps_port = 10993" in shown.stdout
    path = tmp_path / "copy.conf"
    path.write_text(shown.stdout)
    again = subprocess.run([BUILD / "fumikura", "config", "show", "--docs", "--config", path],
                           capture_output=True, text=True, timeout=20)
    assert again.stdout == shown.stdout


def test_users(new_server):
    server = new_server(users=(), start=False)
    server.add_user("Dora@Example.org", "s3cret", "--name", "Dora D", "--quota", "5M")
    again = server.run("user", "add", "dora@example.org", input="x\n")
    assert again.returncode == 1 and "exist" in again.stderr.lower(), again.stderr
    assert server.run("user", "list").stdout == "dora@example.org\tactive\n"
    shown = server.run("user", "show", "dora@example.org").stdout
    assert "quota\t5242880" in shown and "s3cret" not in shown and "$6$" not in shown
    server.start()
    server.imap("dora@example.org", "s3cret").logout()
    assert server.run("user", "passwd", "dora@example.org", input="new one\n").returncode == 0
    with pytest.raises(Exception, match="(?i)AUTHENTICATIONFAILED"):
        server.imap("dora@example.org", "s3cret")
    server.imap("dora@example.org", "new one").logout()
    assert server.run("user", "delete", "dora@example.org").returncode == 0
    with pytest.raises(Exception, match="(?i)AUTHENTICATIONFAILED"):
        server.imap("dora@example.org", "new one")
    assert server.run("user", "show", "dora@example.org").returncode == 1
    for bad in ("a/b@c", "", ".x@y", "a\tb"):
        assert server.run("user", "add", bad, input="x\n").returncode != 0, bad


def test_doctor(new_server):
    server = new_server()
    server.imap("alice@example.org").select()
    done = server.run("doctor")
    assert done.returncode == 0, done.stdout
    os.chmod(server.dir / "etc/tls/key.pem", 0o644)
    os.chmod(server.maildir("alice@example.org") / "cur", 0o500)
    done = server.run("doctor")
    assert done.returncode == 1
    assert "key.pem" in done.stdout and "alice@example.org" in done.stdout, done.stdout
    os.chmod(server.maildir("alice@example.org") / "cur", 0o700)
    os.chmod(server.dir / "etc/tls/key.pem", 0o600)
    server.stop()
    done = server.run("doctor")
    assert done.returncode == 1 and "lmtp socket" in done.stdout


def test_index_check_of_one_mailbox_and_of_all(new_server):
    server = new_server(users=("alice@example.org", "bob@example.org"))
    server.run("mailbox", "create", "bob@example.org", "Box")
    for _ in range(2):
        assert server.deliver("bob@example.org", mail()).returncode == 0
    assert server.run("index", "check", "--all").stdout == \
        "alice@example.org: 0 wrong\nbob@example.org: 0 wrong\n"
    # Cached fields of the one message in Box.
    client = server.imap("bob@example.org")
    client.select()
    client.copy("1", "Box")
    client.logout()
    shown = server.run("index", "dump", "bob@example.org", "Box").stdout
    mailbox_id = re.search("\tid=([0-9a-f]{32})\t", shown).group(1)
    (blobs,) = (server.maildir("bob@example.org") / ".fumikura").glob(f"blob-{mailbox_id}-*")
    data = bytearray(blobs.read_bytes())
    data[60] ^= 0xff
    blobs.write_bytes(data)
    one = server.run("index", "check", "bob@example.org", "INBOX")
    assert (one.returncode, one.stdout) == (0, "bob@example.org: 0 wrong\n"), one
    said = "WRONG  Box: UID 1: what was kept of it is damaged\n"
    one = server.run("index", "check", "bob@example.org", "Box")
    assert one.returncode == 1 and said in one.stdout, one
    every = server.run("index", "check", "--all")
    assert every.returncode == 1 and said in every.stdout, every
    assert "alice@example.org: 0 wrong" in every.stdout
    done = server.run("index", "rebuild", "--all")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done
    assert server.run("index", "check", "--all").returncode == 0


def test_index_check_compares_keywords_beyond_the_letters(new_server):
    server = new_server()
    for _ in range(3):
        assert server.deliver("alice@example.org", mail()).returncode == 0
    client = server.imap("alice@example.org")
    client.select()
    client.store("1:3", "+FLAGS", "(" + " ".join(f"k{n}" for n in range(30)) + ")")
    client.store("2", "-FLAGS", "(k28)")
    client.logout()
    assert server.run("index", "check", "alice@example.org").returncode == 0
    facts = server.maildir("alice@example.org") / "fumikura-facts"
    facts.write_text("".join(line for line in facts.read_text().splitlines(True)
                             if not line.startswith("-keyword")))
    done = server.run("index", "check", "alice@example.org")
    assert done.returncode == 1 and "INBOX: keywords differ from fumikura-facts: k28" in done.stdout, done
    assert server.run("index", "rebuild", "alice@example.org").returncode == 0
    assert server.run("index", "check", "alice@example.org").returncode == 0


@pytest.mark.parametrize("words,code", [
    (["check"], 64), (["bogus", "alice@example.org"], 64), (["check", "alice@example.org", "a", "b"], 64),
    (["check", "--all", "alice@example.org"], 64), (["rebuild", "alice@example.org", "INBOX"], 64),
    (["dump"], 64), (["dump", "--all"], 64), (["dump", "nobody@example.org"], 1),
    (["check", "nobody@example.org"], 1), (["check", "alice@example.org", "nothing there"], 1),
])
def test_index_usage(server, words, code):
    done = server.run("index", *words)
    assert done.returncode == code and done.stderr, done
    assert ("usage: fumikura index" in done.stderr) == (code == 64)


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def has_new_settings(server):
    """imap_bad_commands = 2, in a session that begins now."""
    try:
        fresh = server.imap("alice@example.org")
    except (OSError, imaplib.IMAP4.error):
        return False
    for _ in range(5):
        try:
            fresh._simple_command("NOOP", "too", "many", "words")
        except imaplib.IMAP4.abort:
            return True
        except imaplib.IMAP4.error:
            pass  # BAD
    fresh.logout()
    return False


def test_hup_keeps_sessions_and_takes_new_settings(new_server):
    server = new_server()
    client, secure = server.imap("alice@example.org"), server.imap("alice@example.org", tls=True)
    client.select()
    secure.select()
    server.configure("imap_bad_commands = 2\n")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: has_new_settings(server))
    assert client.noop()[0] == "OK" and secure.noop()[0] == "OK"
    assert server.deliver("alice@example.org", mail()).returncode == 0
    client.noop()
    # A broken file changes nothing.
    (server.dir / "fumikura.conf").write_text("bogus = 1\n")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "bogus" in server.log_text())
    server.imap("alice@example.org").logout()


def test_term_stops_everything(new_server):
    server = new_server()
    client = server.imap("alice@example.org")
    client.select()
    pids = [pid for pid, _ in server.children()]
    assert len(pids) >= 4
    start = time.monotonic()
    server.stop()
    assert time.monotonic() - start < 10
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}") or \
            "Z" in open(f"/proc/{pid}/stat").read().split(")")[1]
    server.process = None


def test_systemd_is_told(new_server, tmp_path):
    import socket
    server = new_server(start=False)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(str(tmp_path / "notify"))
    os.chmod(tmp_path, 0o777)
    sock.settimeout(20)
    os.environ["NOTIFY_SOCKET"] = str(tmp_path / "notify")
    try:
        server.start()
    finally:
        del os.environ["NOTIFY_SOCKET"]
    assert sock.recv(100) == b"READY=1"


@pytest.mark.skipif(os.getuid() != 0, reason="needs root: the server gives up privileges")
def test_privileges_are_dropped(new_server):
    server = new_server()
    client = server.imap("alice@example.org")
    client.select()
    for name, user in (("gate", "fumikura-gate"), ("auth", "fumikura-auth"), ("imap", "vmail"), ("lmtp", "vmail"),
                       ("submit", "fumikura-submit"), ("keys", "fumikura-keys")):
        found = server.children(name)
        assert found, name
        for pid, _ in found:
            uid = os.stat(f"/proc/{pid}").st_uid
            status = open(f"/proc/{pid}/status").read()
            real = [int(n) for n in re.search(r"Uid:\s+(.*)", status).group(1).split()]
            import pwd
            assert set(real) == {pwd.getpwnam(user).pw_uid}, (name, real, uid)
            assert "CapEff:\t0000000000000000" in status
            if name == "gate":
                assert os.readlink(f"/proc/{pid}/root").endswith("/run/empty")


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to become an ordinary user")
def test_everything_runs_as_one_ordinary_user(tmp_path):
    import pwd
    import shutil
    entry = pwd.getpwnam("fumikura-test")
    tmp_path.chmod(0o755)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("", "-master", "-auth", "-gate", "-keys", "-imap", "-lmtp", "-lda"):
        shutil.copy(BUILD / f"fumikura{name}", programs)
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, entry.pw_uid, entry.pw_gid)
    import conftest
    old = conftest.BUILD
    conftest.BUILD = programs
    real_popen = subprocess.Popen
    drop = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    try:
        server = conftest.Server.__new__(conftest.Server)
        server.dir, server.process = home / "f", None
        server.dir.mkdir()
        server.imap_port, server.imaps_port = conftest.free_port(), conftest.free_port()
        server.pop3_port, server.pop3s_port = conftest.free_port(), conftest.free_port()
        server.managesieve_port = conftest.free_port()
        server.configure()
        for path in (server.dir, server.dir / "fumikura.conf"):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        subprocess.Popen = lambda *a, **k: real_popen(*a, **{**k, **drop})
        server.add_user("alice@example.org")
        server.start()
        assert server.deliver("alice@example.org", mail("as nobody special")).returncode == 0
        assert server.imap("alice@example.org", tls=True).select()[1] == [b"1"]
        owners = set()
        for pid, _ in server.children():
            # A worker may have ended meanwhile.
            with contextlib.suppress(FileNotFoundError):
                owners.add(os.stat(f"/proc/{pid}").st_uid)
        assert owners == {entry.pw_uid}
        server.stop()
    finally:
        subprocess.Popen = real_popen
        conftest.BUILD = old
