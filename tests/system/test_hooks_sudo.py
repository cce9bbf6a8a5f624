# SPDX-License-Identifier: MIT
"""PostfixAdmin's hooks by their own names, run by the web server's user through sudo, as
doc/admin/postfixadmin.md says. What they find compiled in (/etc, /usr/local/libexec) is laid
over the system's in a mount namespace."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

import pytest

from conftest import BUILD, TOP, mail

ANN = "alice@example.org"
HOOKS = pathlib.Path("/usr/local/libexec/fumikura")
NAMES = ["mailbox-postcreation", "mailbox-postedit", "mailbox-postdeletion",
         "domain-postcreation", "domain-postdeletion"]
INSIDE = """
mount -t overlay overlay -o "lowerdir=$0/etc:/etc" /etc &&
mount -t overlay overlay -o "lowerdir=$0/usr-local:/usr/local" /usr/local || exit 125
exec setpriv --reuid=www-data --regid=www-data --clear-groups "$@"
"""


def sudoers_line():
    (line,) = [line.strip() for line in (TOP / "doc/admin/postfixadmin.md").read_text().splitlines()
               if line.startswith("    www-data ALL=")]
    return line


@pytest.fixture
def installed(new_server):
    """(server, run): run(words) as www-data where everything is in its place."""
    if os.geteuid() != 0 or subprocess.run(
            ["setpriv", "--reuid=vmail", "--clear-groups", "test", "-x", BUILD / "fumikura"]).returncode:
        pytest.skip("needs root, and a build that vmail can run")
    root = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-hooks-"))
    root.chmod(0o755)
    server = new_server()
    for folder in ("etc/fumikura", "etc/sudoers.d", "usr-local/libexec/fumikura"):
        (root / folder).mkdir(parents=True)
    (root / "etc/sudoers.d/fumikura").write_text(sudoers_line() + "\n")
    (root / "etc/sudoers.d/fumikura").chmod(0o440)
    shown = server.run("config", "show")
    assert shown.returncode == 0, shown
    (root / "etc/fumikura/fumikura.conf").write_text(shown.stdout)
    for name in NAMES:
        (root / "usr-local/libexec/fumikura" / f"postfixadmin-{name}").symlink_to(
            BUILD / "fumikura")

    def run(*words):
        done = subprocess.run(["unshare", "-m", "sh", "-c", INSIDE, root, *words],
                              capture_output=True, text=True, timeout=60, cwd="/")
        if done.returncode == 125:
            pytest.skip("no namespace with other mounts: " + done.stderr)
        return done

    yield server, run
    shutil.rmtree(root)


def test_the_web_server_runs_the_hooks_and_nothing_else(installed):
    server, run = installed
    assert server.deliver(ANN, mail()).returncode == 0
    sudo = ["sudo", "-n", "-u", "vmail"]
    gone = [*sudo, HOOKS / "postfixadmin-mailbox-postdeletion"]
    kept = run(*gone, ANN, "example.org")
    assert kept.returncode == 1 and "still an account" in kept.stderr, kept
    for name in NAMES[:2]:
        done = run(*sudo, HOOKS / f"postfixadmin-{name}", ANN, "example.org", "x/", "0")
        assert done.returncode == 0, done
    # no options, no other programs, no other user
    run(*gone, "--dir", server.dir)
    assert server.maildir(ANN).is_dir()
    assert run(*gone, "--dir", server.dir, ANN, "example.org").returncode == 64
    assert "sudo:" in run(*sudo, BUILD / "fumikura", "user", "list").stderr
    assert "sudo:" in run("sudo", "-n", *gone[4:], ANN, "example.org").stderr
    assert server.run("user", "list").stdout == f"{ANN}\tactive\n"
    with sqlite3.connect(server.dir / "lib/accounts.sqlite", timeout=30) as db:
        db.execute("DELETE FROM mailbox")
    done = run(*gone, ANN, "example.org")
    assert done.returncode == 0, done
    (entry,) = (server.dir / "mail/.deleted").iterdir()
    assert str(entry) in done.stdout
    assert len(list(entry.glob("home/Maildir/new/*"))) == 1
    assert not server.maildir(ANN).exists()
