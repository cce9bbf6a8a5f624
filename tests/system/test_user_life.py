# SPDX-License-Identifier: MIT
"""Deleted users: where their mail goes, and when it is gone."""
import imaplib
import os
import pathlib
import shutil
import tempfile

import pytest

from conftest import mail

ANN = "alice@example.org"


def test_deleted_mail_is_moved_and_purged(new_server):
    server = new_server()
    assert server.deliver(ANN, mail()).returncode == 0
    session = server.imap(ANN)
    session.select()
    done = server.run("user", "delete", ANN)
    assert done.returncode == 0, done
    deleted = server.dir / "mail/.deleted"
    (entry,) = deleted.iterdir()
    assert str(entry) in done.stdout and entry.name.startswith(ANN + ".2")
    assert len(list(entry.glob("home/Maildir/*/*S=*"))) == 1
    with pytest.raises((imaplib.IMAP4.error, OSError)):
        session.fetch("1", "(BODY[])")
        session.noop()
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        server.imap(ANN)

    kept = server.dir / "mail/kept"
    kept.mkdir()
    (kept / "file").touch()
    os.symlink(kept, entry / "home/link")
    (deleted / "no-stamp").mkdir()
    assert server.run("user", "purge", "--days", "1").stdout == ""
    old = deleted / (ANN + ".20200101T000000Z")
    entry.rename(old)
    assert server.run("user", "purge").stdout == f"{old.name} purged\n"
    assert [e.name for e in deleted.iterdir()] == ["no-stamp"]
    assert (kept / "file").exists()


def other_file_system(path):
    """A folder that rename can't reach from path."""
    for place in ("/dev/shm", "/var/tmp", "/tmp"):
        if os.stat(place).st_dev != path.stat().st_dev and os.access(place, os.W_OK):
            return pathlib.Path(tempfile.mkdtemp(prefix="fumikura-deleted-", dir=place))
    pytest.skip("there is one file system only")


def test_deleted_mail_may_go_to_another_file_system(new_server):
    server = new_server(start=False)
    deleted = other_file_system(server.dir)
    try:
        server.configure(f'deleted_mail_dir = "{deleted}"\n')
        server.start()
        assert server.deliver(ANN, mail()).returncode == 0
        home = server.maildir(ANN).parent
        os.chown(deleted, home.stat().st_uid, home.stat().st_gid)
        os.symlink("/etc/passwd", home / "link")
        os.mkfifo(home / "fifo")

        def look(folder):
            return {str(path.relative_to(folder)): (
                path.lstat().st_mode, int(path.lstat().st_mtime),
                path.read_bytes() if path.is_file() and not path.is_symlink() else None)
                for path in folder.rglob("*") if not path.is_fifo()}

        # the index goes on by itself while somebody is there
        server.stop()
        before = look(home)
        done = server.run("user", "delete", ANN)
        assert done.returncode == 0, done
        (entry,) = deleted.iterdir()
        assert str(entry) in done.stdout
        after = look(entry / "home")
        assert after.keys() == before.keys()
        assert {k: v for k, v in after.items() if k != "link"} == {
            k: v for k, v in before.items() if k != "link"}
        assert os.readlink(entry / "home/link") == "/etc/passwd"
        assert not home.exists()
        entry.rename(deleted / (ANN + ".20200101T000000Z"))
        assert server.run("user", "purge").returncode == 0
        assert list(deleted.iterdir()) == []
    finally:
        shutil.rmtree(deleted)


def test_noaccess_takes_mail_only(new_server):
    server = new_server()
    assert server.run("user", "noaccess", ANN).returncode == 0
    assert server.deliver(ANN, mail()).returncode == 0
    with pytest.raises(imaplib.IMAP4.error):
        server.imap(ANN)
    assert server.run("user", "enable", ANN).returncode == 0
    client = server.imap(ANN)
    assert client.select() == ("OK", [b"1"])


def test_a_deletion_that_fails_may_be_repeated(new_server):
    server = new_server()
    assert server.deliver(ANN, mail()).returncode == 0
    blocker = server.dir / "mail/.deleted"
    blocker.touch()
    assert server.run("user", "delete", ANN).returncode != 0
    assert server.run("user", "list").stdout == f"{ANN}\tdisabled\n"
    assert server.maildir(ANN).is_dir()
    blocker.unlink()
    assert server.run("user", "delete", ANN).returncode == 0
    assert server.run("user", "list").stdout == ""
    assert not server.maildir(ANN).exists()
