# SPDX-License-Identifier: MIT
"""Scripts of Pigeonhole and ours, one server after the other on the same home."""
import os
import subprocess
import time

import pytest
from conftest import PASSWORD, free_port
from dovecot import Dovecot
from sieve_client import SieveClient
from sight import own

USER = "alice@example.org"
MORE = """
protocols = imap sieve
service managesieve-login {{
  inet_listener sieve {{
    port = {port}
  }}
}}
"""

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")


class Pigeonhole:
    """For as long as the block is."""

    def __init__(self, mail):
        self.port = free_port()
        self.dovecot = Dovecot(mail, more=MORE.format(port=self.port))

    def __enter__(self):
        end = time.monotonic() + 60
        while True:
            try:
                client = SieveClient(self.port)
                return client.login(USER, PASSWORD.replace(" ", "_"))
            except OSError:
                assert time.monotonic() < end, self.dovecot.log_text()
                time.sleep(0.05)

    def __exit__(self, *what):
        self.dovecot.remove()


def tree(home):
    """What lies where, without Pigeonhole's folder for temporary files."""
    found = {}
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        if name.startswith(("Maildir", "sieve/tmp", "dovecot")):
            continue
        found[name] = (os.readlink(path) if path.is_symlink() else
                       "folder" if path.is_dir() else path.read_bytes())
    return found


def work(client):
    """What ends up in the home is compared."""
    assert client.put("one", "keep;\r\n").ok
    assert client.put("two ü", "stop;\n").ok
    assert client.put("..", "discard;").ok
    assert client.put(".hidden.sieve", "keep;").ok
    assert client.command('SETACTIVE "one"').ok
    assert client.command('RENAMESCRIPT "one" "uno"').ok
    assert not client.command('RENAMESCRIPT "uno" ".."').ok
    assert client.command('DELETESCRIPT "uno"').code == "ACTIVE"
    assert client.command('DELETESCRIPT "gone"').code == "NONEXISTENT"
    assert client.command('SETACTIVE "two ü"').ok
    assert client.put("two ü", "stop;stop;").ok
    assert client.command('DELETESCRIPT "uno"').ok
    assert not client.put("", "keep;").ok and not client.put("a/b", "keep;").ok
    assert not client.put("bad", "no such command").ok
    return client.scripts()


def homes(server):
    return server.maildir(USER).parent


def ours(server):
    return SieveClient(server.managesieve_port).login(USER, PASSWORD)


def test_the_same_commands_leave_the_same_files(new_server):
    server = new_server(users=(USER,))
    scripts = work(ours(server))
    assert scripts == {"..": False, ".hidden.sieve": False, "two ü": True}
    theirs = Pigeonhole(None)
    with theirs as client:
        assert work(client) == scripts
        home = theirs.dovecot.maildir(USER).parent
        assert tree(home) == tree(homes(server))
        for path in ("sieve", "sieve/two ü.sieve"):
            assert (home / path).stat().st_mode == (homes(server) / path).stat().st_mode


def test_each_takes_over_from_the_other(new_server):
    server = new_server(users=(USER,))
    client = ours(server)
    assert client.put("ours", "keep;").ok and client.command('SETACTIVE "ours"').ok
    client.close()
    server.stop()
    own(server.dir / "mail")
    with Pigeonhole(server.dir / "mail") as client:
        assert client.scripts() == {"ours": True}
        assert client.command('GETSCRIPT "ours"').lines == [b"{5}\r\nkeep;"]
        assert client.put("theirs", "stop;").ok
        assert client.command('SETACTIVE "theirs"').ok
        assert client.command('DELETESCRIPT "ours"').ok
    server.start()
    client = ours(server)
    assert client.scripts() == {"theirs": True}
    assert client.command('RENAMESCRIPT "theirs" "mine"').ok
    client.close()
    server.stop()
    own(server.dir / "mail")
    with Pigeonhole(server.dir / "mail") as client:
        assert client.scripts() == {"mine": True}


@pytest.mark.parametrize("command", ['SETACTIVE "one"', 'SETACTIVE ""'])
def test_a_file_in_the_active_ones_place_is_kept(new_server, command):
    server = new_server(users=(USER,))
    theirs = Pigeonhole(None)
    with theirs as client:
        found = []
        for side, home in ((client, theirs.dovecot.maildir(USER).parent),
                           (ours(server), homes(server))):
            assert side.put("one", "keep;").ok
            (home / ".dovecot.sieve").write_text("discard;\n")
            subprocess.run(["chown", "vmail:vmail", home / ".dovecot.sieve"], check=True)
            assert side.scripts() == {"one": False}
            assert side.command(command).ok
            found.append((side.scripts(), tree(home)))
        assert found[0] == found[1]
        assert "dovecot.orig" in found[0][0]


def test_links_that_others_made(new_server):
    server = new_server(users=(USER,))
    theirs = Pigeonhole(None)
    with theirs as client:
        for target, active in (("{}/sieve/one.sieve", True), ("sieve/gone.sieve", False),
                               ("/etc/passwd", False)):
            for side, home in ((client, theirs.dovecot.maildir(USER).parent),
                               (ours(server), homes(server))):
                assert side.put("one", "keep;").ok
                (home / ".dovecot.sieve").unlink(missing_ok=True)
                (home / ".dovecot.sieve").symlink_to(target.format(home))
                assert side.scripts() == {"one": active}, (target, home)
