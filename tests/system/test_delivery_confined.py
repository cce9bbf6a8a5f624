# SPDX-License-Identifier: MIT
"""What is done for a recipient opens that user's files only, and ends alone."""
import os
import pathlib
import signal

import pytest

from conftest import Server, mail
from lmtp_client import Lmtp, files, wire
from test_isolation import FILTER, is_alone, status
from test_isolation_files import landlock
from test_keys import wait_for
from test_sieve_programs import delivering

ALICE, BOB, CAROL, DAVE = (f"{name}@example.org" for name in ("alice", "bob", "carol", "dave"))
BODY = "0123456789\n" * 60000  # lies in a file before it is delivered

pytestmark = pytest.mark.skipif(not landlock(), reason="no Landlock in this kernel")


@pytest.fixture(scope="module")
def server():
    made = Server()
    made.configure('isolation = "user"\nlmtp_save_to_detail_mailbox = true\nlmtp_workers_max = 1\n'
                   'sieve_extensions = "+vnd.dovecot.execute"\n'
                   f'sieve_execute_bin_dir = "{made.dir}/execute"\n')
    (made.dir / "execute").mkdir(mode=0o755)
    for user in (ALICE, BOB, CAROL, DAVE):
        made.add_user(user)
    made.start()
    for user in (ALICE, BOB, CAROL, DAVE):
        assert made.deliver(user, mail("first")).returncode == 0
    yield made
    made.remove()


def deliver(server, *recipients, subject="x", body="A line.\n"):
    client = Lmtp(server)
    assert [a[:3] for a in client.begin(*recipients)] == ["250"] * len(recipients)
    answers = client.data(mail(subject, body), len(recipients))
    client.close()
    return [a[:9] for a in answers]


def own_by_mail_user(server, path):
    st = server.maildir(BOB).stat()
    os.chown(path, st.st_uid, st.st_gid, follow_symlinks=False)


def link_folder(server, name, part, target):
    """A mailbox of alice's one of whose folders is somebody else's."""
    folder = server.maildir(ALICE) / f".{name}"
    folder.mkdir()
    for other in {"new", "cur", "tmp"} - {part}:
        (folder / other).mkdir()
    (folder / part).symlink_to(target)
    for path in (folder, *folder.iterdir()):
        own_by_mail_user(server, path)


@pytest.mark.parametrize("part", ["new", "tmp"])
def test_a_link_leads_into_no_other_mailbox(server, part):
    name = f"Stolen{part}"
    link_folder(server, name, part, server.maildir(BOB) / part)
    before = sorted(server.maildir(BOB).rglob("*"))
    assert deliver(server, f"alice+{name}@example.org", subject="led away") == ["451 4.3.0"]
    assert sorted(server.maildir(BOB).rglob("*")) == before
    assert "Permission denied" in server.log_text()


@pytest.mark.skipif(not os.environ.get("FUMIKURA_LONG"), reason="shows only that the test above can fail")
def test_without_walls_it_does(new_server):
    server = new_server('isolation = "uid"\nlmtp_save_to_detail_mailbox = true\n', users=(ALICE, BOB))
    for user in (ALICE, BOB):
        assert server.deliver(user, mail("first")).returncode == 0
    link_folder(server, "Stolen", "new", server.maildir(BOB) / "new")
    assert deliver(server, "alice+Stolen@example.org", subject="led away") == ["250 2.1.5"]
    assert len(files(server, BOB)) == 2


def script(server, user, text, name="main"):
    done = server.run("sieve", "put", user, name, "--activate", input=text)
    assert done.returncode == 0, done.stderr


def test_a_script_may_not_be_another_users(server):
    script(server, BOB, "discard;")
    scripts = server.maildir(DAVE).parent / "sieve"
    scripts.symlink_to(server.maildir(BOB).parent / "sieve")
    active = scripts.with_name(".dovecot.sieve")
    active.symlink_to("sieve/main.sieve")
    for path in (scripts, active):
        own_by_mail_user(server, path)
    assert deliver(server, DAVE, subject="not discarded") == ["250 2.1.5"]
    assert "not discarded" in files(server, DAVE)[-1].read_text()
    (server.maildir(BOB).parent / ".dovecot.sieve").unlink()


@pytest.mark.parametrize("body", ["A line.\n", BODY], ids=["small", "large"])
def test_each_recipient_gets_a_file_of_its_own(server, body):
    """Whoever has a file can write in it. A message for one is written once."""
    assert deliver(server, ALICE, BOB, ALICE, subject="for two", body=body) == ["250 2.1.5"] * 3
    found = [files(server, user)[-1] for user in (ALICE, BOB)]
    texts = [path.read_text() for path in found]
    assert texts[0] == texts[1] and texts[0].endswith("\n\n" + body)
    assert not found[0].samefile(found[1]) and {path.stat().st_nlink for path in found} == {1}
    assert deliver(server, BOB, subject="for one", body=body) == ["250 2.1.5"]
    assert files(server, BOB)[-1].read_text().endswith("\n\n" + body)
    for user in (ALICE, BOB):
        assert not list((server.maildir(user) / "tmp").iterdir())


def test_a_room_that_dies_is_one_recipients_only(server):
    """Its recipient is told to come again, and the message is there once then."""
    out = server.dir / "out"
    out.mkdir()
    out.chmod(0o777)
    program = server.dir / "execute" / "slow"
    program.write_text(f'#!/bin/sh\n[ -e "{out}/go" ] && exit 0\necho >"{out}/runs"; exec sleep 1000\n')
    program.chmod(0o755)
    script(server, ALICE, 'require "vnd.dovecot.execute"; execute "slow"; keep;')
    before = len(files(server, ALICE))
    client = Lmtp(server)
    client.begin(ALICE, CAROL)
    assert client.say("DATA").startswith("354")
    client.send(wire(mail("for two")) + b".\r\n")
    wait_for((out / "runs").exists)
    room = delivering(server)
    assert is_alone(room) and status(room)["Seccomp"] == FILTER
    opened = {os.readlink(fd) for fd in pathlib.Path(f"/proc/{room}/fd").iterdir() if int(fd.name) > 2}
    home = str(server.maildir(ALICE).parent)
    assert all(path.startswith((home, "socket:")) for path in opened), opened
    os.kill(room, signal.SIGKILL)
    assert client.reply().startswith("451 4.3.0 <alice@example.org>")
    assert client.reply().startswith("250 2.1.5 <carol@example.org>")
    assert "ended by signal 9" in server.log_text()
    assert len(files(server, ALICE)) == before
    (out / "go").touch()
    client.begin(ALICE)
    assert client.data(mail("for two"))[0].startswith("250 2.1.5")
    assert len(files(server, ALICE)) == before + 1
    client.close()


def test_a_room_ends_with_its_worker(server):
    """Nobody is told of what it might still do."""
    script(server, ALICE, 'require "vnd.dovecot.execute"; execute "slow"; keep;')
    out = server.dir / "out"
    for name in ("go", "runs"):
        (out / name).unlink(missing_ok=True)
    client = Lmtp(server)
    client.begin(ALICE)
    assert client.say("DATA").startswith("354")
    client.send(wire(mail("never")) + b".\r\n")
    wait_for((out / "runs").exists)
    room = delivering(server)
    os.kill(int(status(room)["PPid"]), signal.SIGKILL)
    wait_for(lambda: not pathlib.Path(f"/proc/{room}").exists())
    client.close()


@pytest.mark.skipif(not os.environ.get("FUMIKURA_LONG"), reason="waits until a script is old enough to be kept")
def test_the_sites_scripts_may_be_links(new_server):
    """They are opened outside the walls. A new one waits: the process of the recipient can't read it."""
    server = new_server(start=False, users=(ALICE,))
    folder = server.dir / "before"
    folder.mkdir(mode=0o755)
    real = server.dir / "real.sieve"
    real.write_text('require ["fileinto", "mailbox"]; fileinto :create "Site";')
    (folder / "one.sieve").symlink_to(real)
    server.configure(f'isolation = "user"\nsieve_before = "{folder}"\n')
    server.start()
    wait_for(lambda: deliver(server, ALICE) == ["250 2.1.5"])
    assert len(files(server, ALICE, ".Site")) == 1
