# SPDX-License-Identifier: MIT
"""Maildirs of Dovecot and Courier keep their UIDs, keywords, subscriptions."""
import os
import shutil
import subprocess

import pytest
from conftest import mail
from dovecot import Dovecot
from sight import append, assert_kept, facts, own

USER = "alice@example.org"


def tree(path):
    """Names and bytes of all files."""
    return {p.relative_to(path): p.read_bytes() if p.is_file() else None
            for p in path.rglob("*")}


def take(server, source):
    """A copy of that Maildir becomes the user's."""
    home = server.maildir(USER)
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    # Times are dates of messages, and tell which list is newer.
    subprocess.run(["cp", "-a", source, home], check=True)
    own(server.dir / "mail" / "example.org")
    return home


def assert_taken(server, before):
    """Before and after the index is lost; then new mail gets new UIDs."""
    assert_kept(before, facts(server.imap(USER)))
    shutil.rmtree(server.maildir(USER) / ".fumikura")
    assert_kept(before, facts(server.imap(USER)))
    assert server.deliver(USER, mail("new")).returncode == 0
    after = facts(server.imap(USER))
    new = after[0]["INBOX"][2].keys() - before[0]["INBOX"][2].keys()
    assert len(new) == 1 and min(new) >= before[0]["INBOX"][1]
    assert server.run("index", "check", USER).returncode == 0


def fill_with_dovecot(client):
    client.create("Archive.2024")
    client.create('"&ZeVnLA-"')
    client.create("Empty")
    client.subscribe("INBOX")
    client.subscribe("Archive.2024")
    client.subscribe('"&ZeVnLA-"')
    for number in range(12):
        append(client, "INBOX", f"Mail {number}", r"(\Seen)" if number % 3 else None)
    append(client, "&ZeVnLA-", "Nihon", "(NonJunk)")
    client.select("INBOX")
    client.store("2:4", "+FLAGS", r"(\Flagged work)")
    client.store("3", "+FLAGS", r"(\Answered $Label1 $Forwarded)")
    client.store("5", "+FLAGS", r"(\Draft)")
    client.copy("2:6", "Archive.2024")
    client.store("1,7,12", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.store("4", "+FLAGS", r"(\Deleted)")
    client.select("Archive.2024")
    client.store("2", "-FLAGS", "(work)")
    client.store("2", "+FLAGS", r"(\Deleted)")
    client.expunge()
    append(client, "Archive.2024", "later")


@pytest.mark.skipif(os.getuid() != 0, reason="a Dovecot instance needs root")
def test_a_tree_of_dovecot(new_server):
    dovecot = Dovecot()
    try:
        fill_with_dovecot(dovecot.imap(USER))
        before = facts(dovecot.imap(USER))
        dovecot.stop()
        server = new_server()
        home = take(server, dovecot.maildir(USER))
    finally:
        dovecot.remove()
    assert len(before[0]["INBOX"][2]) == 9 and len(before[0]["Archive.2024"][2]) == 5
    lists = {p: p.read_bytes() for p in home.rglob("dovecot-uidlist")}
    told = tree(home)
    check = server.run("import", "check", home)
    assert check.returncode == 0, check.stderr
    assert tree(home) == told
    assert "15 of 15 messages in 4 folders keep their UIDs" in check.stdout
    assert "3 subscriptions in subscriptions" in check.stdout
    assert f"INBOX: dovecot-uidlist, UIDVALIDITY {before[0]['INBOX'][0]}" in check.stdout
    assert_taken(server, before)
    assert all(p.read_bytes() == text for p, text in lists.items())


def make_courier(path):
    """What courier-imap 5 leaves: the main Maildir and two folders, one of
    them with a UTF-8 name, one in modified UTF-7 as older ones wrote."""
    def put(name, text, when=None):
        (path / name).write_text(text)
        if when:
            os.utime(path / name, (when, when))

    for folder in ("", ".Café/", ".&ZeVnLA-/"):
        for part in ("cur", "new", "tmp"):
            (path / folder / part).mkdir(parents=True)
        put(folder + "maildirfolder", "")
        (path / folder / "courierimapkeywords").mkdir()
    for number in range(1, 8):
        flags = "S" if number % 2 else "FRS"
        put(f"cur/170000000{number}.M{number}P9V0I{number}.host,S=99:2,{flags}",
            mail(f"Mail {number}"), 1700000000 + number)
    put("new/1700000020.M1P9V0I99.host", mail("not yet seen"), 1700000020)
    base = "170000000{0}.M{0}P9V0I{0}.host,S=99"
    put("courierimapuiddb", "1 700000123 40\n" + "".join(
        f"{number * 5} {base.format(number)}\n" for number in range(1, 8)) + "38 gone.host\n")
    put("courierimapkeywords/:list", "work\n$Label1\n$Forwarded\n\n"
        f"{base.format(1)}:0\n{base.format(2)}:0 1\n{base.format(3)}:0\n{base.format(4)}:2\ngone:1\n")
    put(f"courierimapkeywords/{base.format(3)}", "")
    put(f"courierimapkeywords/.5666667.{base.format(1)}", "home\nwork\n")
    put(".Café/cur/1700000011.M1P9V0I11.host,S=99:2,", mail("Café"), 1700000011)
    put(".Café/courierimapuiddb", "1 700000200 2\n1 1700000011.M1P9V0I11.host,S=99\n")
    put(".&ZeVnLA-/cur/1700000012.M1P9V0I12.host,S=99:2,T", mail("Nihon"), 1700000012)
    put(".&ZeVnLA-/courierimapuiddb", "1 700000300 9\n4 1700000012.M1P9V0I12.host,S=99\n")
    put("courierimapsubscribed", "INBOX\nINBOX.Café\nINBOX.Gone\n#shared.team.list\n")


def assert_courier(found):
    boxes, subscribed = found
    assert subscribed == ["Caf&AOk-", "Gone", "INBOX"]
    validity, uidnext, messages = boxes["INBOX"]
    assert validity == 700000123 and uidnext >= 41
    seen, odd = {rb"\Seen"}, {rb"\Seen", rb"\Flagged", rb"\Answered"}
    assert {uid: set(flags) for uid, (flags, _) in messages.items()} == {
        5: seen | {b"home", b"work"}, 10: odd | {b"work", b"$Label1"}, 15: seen,
        20: odd | {b"$Forwarded"}, 25: seen, 30: odd, 35: seen, 40: set()}
    assert boxes["Caf&AOk-"][0] == 700000200 and set(boxes["Caf&AOk-"][2]) == {1}
    assert boxes["&ZeVnLA-"][0] == 700000300 and boxes["&ZeVnLA-"][1] >= 9
    assert [set(flags) for flags, _ in boxes["&ZeVnLA-"][2].values()] == [{rb"\Deleted"}]


def test_a_tree_of_courier(new_server, tmp_path):
    server = new_server()
    make_courier(tmp_path / "Maildir")
    home = take(server, tmp_path / "Maildir")
    told = tree(home)
    check = server.run("import", "check", home)
    assert check.returncode == 0, check.stderr
    assert tree(home) == told
    assert "9 of 10 messages in 3 folders keep their UIDs" in check.stdout
    assert "3 subscriptions in courierimapsubscribed" in check.stdout
    before = facts(server.imap(USER))
    assert_courier(before)
    assert_taken(server, before)
    for path, text in told.items():
        if path.name.startswith("courier") or path.parent.name == "courierimapkeywords":
            assert not text or (home / path).read_bytes() == text


def test_a_tree_of_qmail_and_vpopmail(server, tmp_path):
    """Plain Maildirs tell no UIDs: by time; flags as they are, nothing renamed."""
    maildir = server.maildir("bob@example.org")
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True, exist_ok=True)
    (maildir / "cur/1700000002.812.mail.example.org:2,FS").write_text(mail("second"))
    (maildir / "cur/1700000001.811.mail.example.org,S=208:2,").write_text(mail("first"))
    (maildir / "new/1700000003.813.mail.example.org").write_text(mail("third"))
    own(server.dir / "mail" / "example.org")
    check = server.run("import", "check", maildir)
    assert "INBOX: no list of UIDs, 3 messages get new ones" in check.stdout
    found = facts(server.imap("bob@example.org"))[0]["INBOX"]
    assert [set(flags) for _, (flags, _) in sorted(found[2].items())] == [
        set(), {rb"\Seen", rb"\Flagged"}, set()]
    assert (maildir / "cur/1700000002.812.mail.example.org:2,FS").exists()


def test_uidls_and_access_lists_are_told(server, tmp_path):
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    for name in ("a", "b"):
        (tmp_path / f"cur/1.{name}:2,").write_text(mail(name))
    (tmp_path / "courierpop3dsizelist").write_text("/3 9 8\n1.a:2, 1 7:8:0\n")
    (tmp_path / "courierimapacl").write_text("anyone lr\nbob lr\n")
    check = server.run("import", "check", tmp_path)
    assert check.returncode == 0
    assert "courierpop3dsizelist" in check.stdout and "1 of 2 messages keep" in check.stdout
    assert "1 have a POP3 UIDL of their own" in check.stdout
    assert "access list in courierimapacl" in check.stdout
    assert "WRONG  INBOX: 1 lines of the access list" in check.stdout
    (tmp_path / "courierimapacl").unlink()
    (tmp_path / "dovecot-uidlist").write_text("3 V5 N9\n7 Pold O1 :1.a\n8 Gff :1.b\n")
    check = server.run("import", "check", tmp_path)
    assert "UIDVALIDITY 5" in check.stdout and "1 have a POP3 UIDL" in check.stdout


def test_a_malformed_list_is_told(server, tmp_path):
    for part in ("cur", "new", "tmp"):
        (tmp_path / part).mkdir()
    (tmp_path / "cur/1.a:2,").write_text(mail("a"))
    (tmp_path / "dovecot-uidlist").write_text("3 V5 N9\n7 :b\n7 :a\n")
    check = server.run("import", "check", tmp_path)
    assert check.returncode == 0
    assert "WRONG  INBOX: dovecot-uidlist is malformed" in check.stdout
    assert "0 of 1 messages in 1 folders keep their UIDs" in check.stdout
    assert server.run("import", "check", tmp_path / "none").returncode == 1
    assert server.run("import", "check").returncode == 64
