# SPDX-License-Identifier: MIT
"""A session opens its own user's files, and those that are shared with it, only."""
import os
import pathlib
import shutil
import subprocess
import time

import pytest

from conftest import PASSWORD, Server, mail
from test_park import Client

ALICE, BOB = "alice@example.org", "bob@example.org"
LINKED, MOVED = "linked@example.org", "moved@example.org"
SECRET = "only for bob"


def landlock():
    """Is there one in this kernel? By the version that it tells (call 444, flag 1)."""
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 2)"
    return subprocess.run(["python3", "-c", code]).returncode == 0


pytestmark = pytest.mark.skipif(not landlock(), reason="no Landlock in this kernel")


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def own_by_mail_user(server, path):
    st = server.maildir(BOB).stat()
    os.chown(path, st.st_uid, st.st_gid, follow_symlinks=False)


def link_folder(server, user, target):
    """What a session that was taken over may leave behind in its user's Maildir."""
    folder = server.maildir(user) / ".Stolen"
    folder.mkdir()
    for part in ("new", "tmp"):
        (folder / part).mkdir()
    (folder / "cur").symlink_to(target)
    for path in (folder, *folder.iterdir()):
        own_by_mail_user(server, path)


def subjects(client, name):
    kind, answer = client.select(name, readonly=True)
    if kind != "OK" or not int(answer[0]):
        return ""
    return repr(ok(client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")))


@pytest.fixture(scope="module")
def server():
    made = Server('isolation = "user"\n')
    zone = pytest.MonkeyPatch()
    zone.setenv("TZ", "Asia/Tokyo")
    for user in (ALICE, BOB, LINKED, MOVED):
        made.add_user(user)
    made.start()
    zone.undo()
    assert made.deliver(BOB, mail(SECRET)).returncode == 0
    # Reading moves it from new/ to cur/.
    client = made.imap(BOB)
    assert SECRET in subjects(client, "INBOX")
    ok(client.select("INBOX"))
    client.logout()
    yield made
    made.remove()


def workers(server):
    zygote = min(pid for pid, _ in server.children("imap"))
    return {pid for pid, _ in server.children("imap")} - {zygote}


def park_and_wake(server, client):
    """By IDLE: the next command has another worker."""
    client.send(b"i IDLE\r\n")
    assert client.readline().startswith(b"+")
    end = time.monotonic() + 30
    while workers(server):
        assert time.monotonic() < end
        time.sleep(0.02)
    client.send(b"DONE\r\n")
    while not client.readline().startswith(b"i OK"):
        pass


def reads_through_link(server):
    server.imap(ALICE).logout()
    place = next(server.maildir(BOB).glob("[nc][eu][wr]/*,S=*")).parent
    link_folder(server, ALICE, place)
    client = server.imap(ALICE)
    assert subjects(client, "INBOX") == ""
    seen = SECRET in subjects(client, "Stolen")
    park_and_wake(server, client)
    assert (SECRET in subjects(client, "Stolen")) == seen
    client.logout()
    return seen


@pytest.mark.skipif(not pathlib.Path("/usr/share/zoneinfo/Asia/Tokyo").exists(), reason="no time zones here")
def test_what_is_needed_of_outside_came_along(server):
    """The files of the time zone and of the boot's name can't be opened any more."""
    client = server.imap(BOB)
    ok(client.select("INBOX", readonly=True))
    assert '+0900"' in repr(ok(client.fetch("1", "(INTERNALDATE)")))
    client.logout()
    assert "index-boot-id" not in server.log_text()


def test_a_link_leads_into_no_other_mailbox(server):
    assert not reads_through_link(server)


@pytest.mark.skipif(not os.environ.get("FUMIKURA_LONG"), reason="shows only that the test above can fail")
def test_without_walls_it_does(new_server):
    server = new_server('isolation = "uid"\n', users=(ALICE, BOB))
    assert server.deliver(BOB, mail(SECRET)).returncode == 0
    assert reads_through_link(server)


def test_a_maildir_may_not_be_another_users(server):
    maildir = server.maildir(LINKED)
    maildir.parent.mkdir(parents=True, exist_ok=True)
    maildir.symlink_to(server.maildir(BOB))
    for path in (maildir.parent, maildir):
        own_by_mail_user(server, path)
    client = server.imap()
    with pytest.raises(client.error) as refused:
        client.login(LINKED, PASSWORD)
    assert "UNAVAILABLE" in str(refused.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="makes a link of root's")
def test_a_maildir_may_lie_where_root_says(server, tmp_path):
    assert server.deliver(MOVED, mail("elsewhere")).returncode == 0
    tmp_path.chmod(0o755)
    place = pathlib.Path(shutil.move(server.maildir(MOVED), tmp_path / "moved"))
    server.maildir(MOVED).symlink_to(place)
    client = server.imap(MOVED)
    assert "elsewhere" in subjects(client, "INBOX")
    client.logout()


def test_a_share_reaches_a_session_that_runs(server):
    alice, bob = server.imap(ALICE), server.imap(BOB)
    ok(alice.select("INBOX"))
    before = workers(server)
    ok(bob.create("Work"))
    ok(bob.append("Work", None, None, mail("shared").replace("\n", "\r\n").encode()))
    ok(bob.setacl("Work", ALICE, "lr"))
    name = "#shared.bob@example^org.Work"
    assert name in repr(ok(alice.list()))
    assert "shared" in subjects(alice, name)
    now = workers(server)
    assert now != before
    # Once: nothing else is shared.
    for _ in range(3):
        ok(alice.noop())
    assert workers(server) == now
    # In the same Maildir, which is open now; the access lists close it.
    ok(bob.create("Private"))
    assert alice.select("#shared.bob@example^org.Private")[0] == "NO"
    alice.logout()
    bob.logout()


@pytest.mark.parametrize("packed", [False, True])
def test_a_share_reaches_what_was_sent_in_one_go(server, packed):
    """The first of the commands has its session moved; the rest goes along. Under COMPRESS it is
    taken already, and the session moves behind it."""
    owner = f"owner{packed}@example.org".lower()
    server.add_user(owner)
    client = server.imap(owner)
    alice = Client(server)
    if packed:
        alice.compress()
    alice.run("NOOP")
    ok(client.create("Ours"))
    ok(client.setacl("Ours", ALICE, "lrswite"))
    if packed:
        alice.run("NOOP")
    alice.tag += 1
    name = f"#shared.{owner.replace('.', '^')}.Ours"
    alice.send(f'q1 SELECT "{name}"\r\nq2 APPEND "{name}" {{12+}}\r\nSubject: a\r\n\r\nq3 NOOP\r\np{alice.tag} FETCH 1 UID\r\n')
    assert "* 1 FETCH (UID 1)" in alice.rest()
    client.logout()
    alice.close()
