# SPDX-License-Identifier: MIT
"""fumikura doctor USER: tells what is wrong with a user's files, and mends it."""
import imaplib
import os
import re
import shutil
import threading

import pytest
from conftest import mail
from mailboxes import identity

USER = "alice@example.org"


def doctor(server, *more):
    """Exit code, what is wrong, what was mended."""
    done = server.run("doctor", USER, *more)
    # The log says that an index is begun anew.
    assert not [line for line in done.stderr.splitlines() if " warn " not in line], done
    lines = done.stdout.splitlines()
    wrong = [line for line in lines if line.startswith("WRONG  ")]
    mended = [line for line in lines if line.startswith("MENDED ")]
    assert lines[-1] == f"{USER}: {len(wrong)} wrong", done.stdout
    assert len(lines) == len(wrong) + len(mended) + 1, done.stdout
    assert done.returncode == (1 if wrong else 0), done.stdout
    return wrong, mended


def fill(server):
    client = server.imap(USER)
    client.create("Box")
    for number in range(4):
        assert server.deliver(USER, mail(f"Mail {number}")).returncode == 0
    client.select()
    # One of them is beyond the letters.
    client.store("2:3", "+FLAGS", r"(\Seen $Label1 %s)" % " ".join(f"k{n}" for n in range(26)))
    client.copy("1:2", "Box")
    client.logout()
    return server.maildir(USER)


def own(root):
    """What the test made belongs to the server's user."""
    owner = root.stat()
    for path in root.rglob("*"):
        if path.lstat().st_uid != owner.st_uid:
            os.lchown(path, owner.st_uid, owner.st_gid)


def uids(server):
    client = server.imap(USER)
    client.select(readonly=True)
    found = client.response("UIDVALIDITY")[1][0], client.uid("SEARCH", "ALL")[1][0]
    client.logout()
    return found


def keywords(server):
    client = server.imap(USER)
    client.select(readonly=True)
    found = [sorted(imaplib.ParseFlags(line)) for line in client.fetch("1:4", "FLAGS")[1]]
    client.logout()
    return found


def test_nothing_wrong(new_server):
    server = new_server()
    assert doctor(server) == ([], [])
    assert not server.maildir(USER).exists()
    fill(server)
    assert doctor(server) == ([], [])
    assert doctor(server, "--repair") == ([], [])
    assert server.run("doctor", "--all").stdout == f"{USER}: 0 wrong\n"


def test_beside_a_busy_server(new_server):
    server = new_server()
    fill(server)
    stop = threading.Event()

    def work():
        number = 0
        client = server.imap(USER)
        while not stop.is_set():
            number += 1
            assert server.deliver(USER, mail("busy")).returncode == 0
            client.create(f"Busy{number}")
            client.select()
            client.store("1", "+FLAGS", rf"(k{number % 20})")
            client.copy("1", f"Busy{number}")
            client.delete(f"Busy{number}")
        client.logout()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for number in range(6):
            assert doctor(server, *(["--repair"] if number % 2 else [])) == ([], [])
    finally:
        stop.set()
        thread.join()


def parts_lost(root):
    shutil.rmtree(root / ".Box" / "tmp")


def cur_lost(root):
    (root / ".Old").mkdir()
    (root / ".Old" / "new").mkdir()
    (root / ".Old" / "maildirfolder").touch()


def uid_damaged(root):
    (root / "fumikura-uid").write_text("fumikura-uid v=1 nonsense\n")


def uid_missing(root):
    (root / "fumikura-uid").unlink()


def twins(root):
    name = sorted(os.listdir(root / "cur"))[0]
    shutil.copy(root / "cur" / name, root / "cur" / ("1" + name))


def uid_of_another(root):
    identity(root / ".Box" / "fumikura-uid", uidvalidity=1600000000)


def mailbox_of_another(root):
    identity(root / ".Box" / "fumikura-uid", mailbox="0123456789abcdef" * 2)


def uid_older(root):
    identity(root / ".Box" / "fumikura-uid", uid=3)


def modseq_older(root):
    identity(root / "fumikura-uid", modseq=1)


def folder_copied(root):
    shutil.copytree(root / ".Box", root / ".Copy")


def facts_torn(root):
    with open(root / "fumikura-facts", "a") as f:
        f.write("mailbox /shared/comment a%20no")


def facts_damaged(root):
    path = root / "fumikura-facts"
    path.write_text(path.read_text().replace("keyword", "keyworD", 1))


def size_wrong(root):
    path = root / "cur" / sorted(os.listdir(root / "cur"))[0]
    path.write_bytes(path.read_bytes()[:50])


def keyword_lost(root):
    (root / "dovecot-keywords").unlink()


def subscribed_to_nothing(root):
    (root / "subscriptions").write_text("V\t2\n\nBox\nGone\n")


def maildirsize_wrong(root):
    (root / "maildirsize").write_text("0S\n77 1\n")


def index_damaged(root):
    path = root / ".fumikura" / "index.mdb"
    data = bytearray(path.read_bytes())
    for at in range(2 * 4096, len(data), 512):
        data[at] ^= 0xff
    path.write_bytes(data)


def symlink(root):
    (root / "cur" / "1700000000.link.example.org:2,").symlink_to("/etc/passwd")


@pytest.mark.parametrize("harm,said,is_mended", [
    (parts_lost, r"Box: there is no tmp/", True),
    (cur_lost, r"Old: there is no cur/ tmp/", True),
    (uid_damaged, r"INBOX: fumikura-uid is damaged", True),
    (uid_missing, r"INBOX: fumikura-uid is missing", True),
    (uid_of_another, r"Box: fumikura-uid is of another mailbox \(UIDVALIDITY 1600000000\) than the index", True),
    (mailbox_of_another, r"Box: fumikura-uid is of another mailbox", True),
    (uid_older, r"Box: fumikura-uid is older than the index: it reserves UIDs below 3, the index below 1001", True),
    (modseq_older, r"INBOX: fumikura-uid is older than the index", True),
    (folder_copied, r"Copy: fumikura-uid is that of Box too", True),
    (facts_torn, r"INBOX: 1 lines of fumikura-facts are damaged, the first is line \d+", True),
    (facts_damaged, r"INBOX: 1 lines of fumikura-facts are damaged, the first is line \d+$", True),
    (twins, r"INBOX: 1 files have a UID that another one has too, as cur/", True),
    (size_wrong, r"INBOX: 1 files are not as long as their names say, as cur/", False),
    (keyword_lost, r"INBOX: file names have the keyword a", True),
    (subscribed_to_nothing, r"Gone is subscribed but not there", True),
    (maildirsize_wrong, r"maildirsize says 77 bytes", True),
    (index_damaged, r"the index is damaged in \d+ places", True),
    (symlink, r"INBOX: 1 files are no regular files, as cur/1700000000.link", False),
])
def test_what_is_wrong_is_told_and_mended(new_server, harm, said, is_mended):
    server = new_server()
    root = fill(server)
    before, had = uids(server), keywords(server)
    server.stop()
    # Times too near to a change are looked at again, which mends some of it.
    doctor(server)
    harm(root)
    own(root)
    wrong, mended = doctor(server, "--repair")
    assert any(re.search(said, line) for line in wrong), wrong
    assert bool(mended) == is_mended, mended
    again, mended = doctor(server)
    assert not mended
    if is_mended:
        assert again == []
    else:
        assert any(re.search(said, line) for line in again), again
    server.start()
    validity, found = uids(server)
    assert validity == before[0]
    assert found.split()[:4] == before[1].split()
    assert keywords(server) == had


@pytest.mark.parametrize("harm,said", [(uid_damaged, "fumikura-uid is damaged"),
                                       (index_damaged, "the index is damaged"),
                                       (twins, "have a UID")])
def test_without_repair_it_is_told_only(new_server, harm, said):
    server = new_server()
    root = fill(server)
    server.stop()
    harm(root)
    own(root)
    wrong, mended = doctor(server)
    assert said in wrong[0] and not mended, wrong


def test_over_quota(new_server):
    server = new_server(users=())
    server.add_user(USER, "x", "--quota", "1M")
    assert server.deliver(USER, mail("large", "x" * 70 + "\n" * 3)).returncode == 0
    folder = server.maildir(USER) / "new"
    (folder / "1700000000.big.example.org").write_bytes(b"Subject: big\n\n" + b"x" * 2000000)
    own(folder.parent)
    wrong, _ = doctor(server)
    assert len(wrong) == 1 and "over quota: 2000" in wrong[0], wrong


def test_what_dovecot_left_is_told(new_server):
    server = new_server()
    root = server.maildir(USER)
    for part in ("cur", "new", "tmp"):
        (root / part).mkdir(parents=True)
    (root / "cur" / "1700000000.M1P1.example.org:2,S").write_text("Subject: old\n\nold\n")
    (root / "dovecot-uidlist").write_text(
        "3 V1600000000 N8 G0123\n7 :1700000000.M1P1.example.org\n")
    if os.getuid() == 0:
        owner = (server.dir / "mail").stat()
        for path in [root.parent.parent, *root.parent.parent.rglob("*")]:
            os.chown(path, owner.st_uid, owner.st_gid)
    for path in root.parent.parent.rglob("*"):
        os.chmod(path, 0o700 if path.is_dir() else 0o600)
    wrong, _ = doctor(server)
    assert len(wrong) == 1 and "dovecot-uidlist says is not taken over" in wrong[0], wrong
    assert not (root / ".fumikura").exists()
    doctor(server, "--repair")
    assert doctor(server) == ([], [])
    assert uids(server) == (b"1600000000", b"7")


def test_owners_and_modes(new_server):
    server = new_server()
    root = fill(server)
    # One that has no other name in Box.
    path = next(path for path in (root / "new").iterdir() if path.stat().st_nlink == 1)
    os.chmod(path, 0o000)
    os.chmod(root / ".Box", 0o707)
    if os.getuid() == 0:
        os.chown(root / ".Box" / "cur", 0, 0)
        os.chown(path, 0, 0)
    wrong, mended = doctor(server)
    assert not mended
    said = "\n".join(wrong)
    assert f"{path} has mode 000, should have 600" in said
    assert f"{root}/.Box has mode 707, should have 705" in said
    if os.getuid() == 0:
        assert f"{root}/.Box/cur belongs to uid 0" in said
    wrong, mended = doctor(server, "--repair")
    assert wrong and mended
    assert doctor(server) == ([], [])
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_uid == root.stat().st_uid


def test_links_that_lead_out_of_the_home_are_told(new_server):
    """Folders on another disk: Dovecot's sessions followed them."""
    server = new_server()
    root = fill(server)
    away = server.dir / "away"
    shutil.move(root / ".Box", away)
    (root / ".Box").symlink_to(away)
    (root / ".Near").symlink_to(root / ".fumikura")
    own(root)
    os.lchown(root / ".Near", root.stat().st_uid, root.stat().st_gid)
    wrong, _ = doctor(server)
    assert [line for line in wrong if "isolation" in line] == [
        f"WRONG  {USER}: {root}/.Box leads to {away}, which sessions can't open with isolation = user "
        "(mount it there instead)"]
    client = server.imap(USER)
    assert client.append("Box", None, None, mail("x").encode())[0] == "NO"
    client.logout()


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to give files away")
def test_root_follows_no_symbolic_link(new_server, tmp_path):
    server = new_server()
    root = fill(server)
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "secret").write_text("root's")
    os.chmod(tmp_path, 0o755)
    (root / "cur" / "link").symlink_to(victim / "secret")
    (root / ".Link").symlink_to(victim)
    os.link(victim / "secret", root / "cur" / "hard")
    doctor(server, "--repair")
    assert (victim / "secret").stat().st_uid == 0 and victim.stat().st_uid == 0
    # The home itself led elsewhere.
    home = root.parent
    home.rename(home.with_name("away"))
    home.symlink_to(victim)
    done = server.run("doctor", USER, "--repair")
    assert done.returncode != 0
    assert (victim / "secret").stat().st_uid == 0 and victim.stat().st_uid == 0


@pytest.mark.parametrize("words,code", [
    (["--repair"], 64), (["a@example.org", "b@example.org"], 64), (["--all", "a@example.org"], 64),
    (["--bogus"], 64), (["nobody@example.org"], 1), (["a/b"], 1),
])
def test_usage(server, words, code):
    done = server.run("doctor", *words)
    assert done.returncode == code and done.stderr, done
    assert ("usage: fumikura doctor" in done.stderr) == (code == 64)
