# SPDX-License-Identifier: MIT
"""Scripts for what IMAP clients do (RFC 6785), and the site's rules for learning."""
import os

import pytest
from conftest import Server, mail

ALICE = "alice@example.org"
# What the site gives to a program of its own: here it keeps each message and the address.
RECORD = """#!/bin/sh
for to in "$@"; do :; done
file=$(mktemp "{dir}/learned/.XXXXXX") || exit 75
{{ echo "$to"; cat; }} > "$file" && mv "$file" "{dir}/learned/${{file##*/.}}"
"""
SETTINGS = """
imapsieve_url = "sieve://sieve.example.org"
submit_command = "{dir}/record"
imapsieve "spam" {
    mailbox = "Junk"
    causes = "COPY"
    before = "{dir}/spam.sieve"
}
imapsieve "ham" {
    from = "Junk"
    causes = "COPY"
    before = "{dir}/ham.sieve"
}
"""
SPAM = """require ["copy", "environment", "imapsieve"];
redirect :copy "spam@learn.example.net";
"""
# What is thrown away is not learned.
HAM = """require ["copy", "environment", "imapsieve"];
if environment :is "imap.mailbox" "Trash" { stop; }
redirect :copy "ham@learn.example.net";
"""


class Site:
    def __init__(self):
        self.server = Server()
        where = self.server.dir
        self.server.configure(SETTINGS.replace("{dir}", str(where)))
        self.learned = where / "learned"
        self.learned.mkdir()
        self.learned.chmod(0o777)
        (where / "record").write_text(RECORD.format(dir=where))
        (where / "record").chmod(0o755)
        (where / "spam.sieve").write_text(SPAM)
        (where / "ham.sieve").write_text(HAM)
        self.server.add_user(ALICE)
        self.server.start()

    def script(self, name, text):
        done = self.server.run("sieve", "put", ALICE, name, input=text)
        assert done.returncode == 0, done.stderr

    def taken(self):
        """What the program got since the last time: (address, subject)."""
        found = []
        for path in sorted(self.learned.glob("[!.]*")):
            lines = path.read_text().splitlines()
            found += [(lines[0], line[9:]) for line in lines if line.startswith("Subject: ")]
            path.unlink()
        return sorted(found)


@pytest.fixture(scope="module")
def one():
    site = Site()
    yield site
    site.server.remove()


@pytest.fixture
def site(one):
    client = one.server.imap(ALICE)
    client.select("INBOX")
    client.uid("STORE", "1:*", "+FLAGS.SILENT", "\\Deleted")
    client.expunge()
    for line in client.list()[1]:
        name = line.decode().rsplit(" ", 1)[1].strip('"')
        if name != "INBOX":
            assert client.delete(name)[0] == "OK"
    assert client.xatom("SETMETADATA", '""', "(/shared/imapsieve/script NIL)")[0] == "OK"
    assert client.xatom("SETMETADATA", "INBOX",
                                  "(/shared/imapsieve/script NIL)")[0] == "OK"
    one.taken()
    one.client = client
    yield one
    client.logout()


def append(site, subject, mailbox="INBOX", flags=""):
    assert site.client.append(mailbox, flags, None, mail(subject).encode())[0] == "OK"


def choose(site, mailbox, script):
    assert site.client.xatom("SETMETADATA", mailbox,
                                       f'(/shared/imapsieve/script "{script}")')[0] == "OK"


def flags(site, number=1):
    return site.client.fetch(str(number), "(FLAGS)")[1][0].decode()


def count(site, mailbox):
    got = site.client.status(mailbox, "(MESSAGES)")
    assert got[0] == "OK", got
    return int(got[1][0].decode().rstrip(")").rsplit(" ", 1)[1])


def test_capability_tells_the_url(site):
    assert "IMAPSIEVE=sieve://sieve.example.org" in site.client.capability()[1][0].decode().split()


def test_what_moves_into_junk_and_out_of_it_is_learned(site):
    for name in ("Junk", "Trash"):
        site.client.create(name)
    append(site, "a bad one")
    append(site, "another")
    assert site.taken() == []
    assert site.client.xatom("MOVE", "1:2", "Junk")[0] == "OK"
    # The command's OK comes behind the scripts.
    assert site.taken() == [("spam@learn.example.net", "a bad one"),
                            ("spam@learn.example.net", "another")]
    site.client.select("Junk")
    assert "Deleted" not in flags(site)
    assert site.client.xatom("MOVE", "1", "INBOX")[0] == "OK"
    assert site.taken() == [("ham@learn.example.net", "a bad one")]
    assert site.client.copy("1", "Trash")[0] == "OK"
    assert site.taken() == []
    assert (count(site, "INBOX"), count(site, "Junk"), count(site, "Trash")) == (1, 1, 1)


def test_append_is_not_among_the_causes_of_that_rule(site):
    site.client.create("Junk")
    append(site, "mine", "Junk")
    assert site.taken() == []


# RFC 6785 5, example 1
def test_a_mailbox_sends_what_comes_into_it(site):
    site.script("items", """require ["copy", "environment", "imapsieve"];
if anyof (environment :is "imap.cause" "APPEND", environment :is "imap.cause" "COPY")  {
    if environment :is "imap.mailbox" "ActionItems" {
        redirect :copy "actionitems@example.com";
    }
}
""")
    site.client.create("ActionItems")
    choose(site, "ActionItems", "items")
    append(site, "do this", "ActionItems")
    assert site.taken() == [("actionitems@example.com", "do this")]
    append(site, "do that")
    assert site.taken() == []
    site.client.copy("1", "ActionItems")
    assert site.taken() == [("actionitems@example.com", "do that")]
    site.client.select("ActionItems")
    site.client.store("1", "+FLAGS", "\\Seen")
    assert site.taken() == []


# RFC 6785 5, example 2, with a notification that can be seen
FLAGGED = """require ["enotify", "imap4flags", "variables", "environment", "imapsieve"];
if environment :matches "imap.mailbox" "*" { set "mailbox" "${1}"; }
if allof (hasflag "\\\\Flagged", environment :contains "imap.changedflags" "\\\\Flagged") {
  addflag "Told";
  keep;
}
"""


def test_flags_that_change_run_a_script_with_what_has_changed(site):
    site.script("flagged", FLAGGED.replace('"enotify", ', ""))
    append(site, "one")
    choose(site, "INBOX", "flagged")
    site.client.store("1", "+FLAGS", "\\Seen")
    assert "Told" not in flags(site)
    site.client.store("1", "+FLAGS", "\\Flagged")
    assert "Told" in flags(site) and "\\Flagged" in flags(site) and "\\Seen" in flags(site)
    # What a script does to flags starts none.
    site.client.store("1", "-FLAGS", "Told")
    assert "Told" not in flags(site)
    # Nothing changes, nothing runs.
    site.client.store("1", "+FLAGS", "\\Flagged")
    assert "Told" not in flags(site)


def test_reading_is_a_change_of_flags(site):
    site.script("seen", """require ["environment", "imapsieve", "imap4flags"];
if environment :is "imap.changedflags" "\\\\Seen" { addflag "Read"; }
""")
    append(site, "one")
    choose(site, "INBOX", "seen")
    site.client.fetch("1", "(BODY.PEEK[])")
    assert "Read" not in flags(site)
    site.client.fetch("1", "(BODY[])")
    assert "Read" in flags(site)


def test_a_script_without_keep_marks_the_message_deleted(site):
    site.script("away", 'require ["fileinto", "imapsieve"];\nfileinto "Else";\n')
    site.script("drop", 'require "imapsieve";\ndiscard;\n')
    site.client.create("Else")
    site.client.create("In")
    choose(site, "In", "away")
    # A fileinto is no event.
    choose(site, "Else", "drop")
    append(site, "one", "In")
    assert count(site, "Else") == count(site, "In") == 1
    site.client.select("In")
    assert "\\Deleted" in flags(site)
    site.client.select("Else")
    assert "\\Deleted" not in flags(site)
    append(site, "two", "Else")
    assert "\\Deleted" in flags(site, 2)


def test_the_servers_entry_is_for_mailboxes_without_one(site):
    site.script("mark", 'require ["imap4flags", "imapsieve"];\naddflag "Mark";\n')
    for name in ("Empty", "Wrong"):
        site.client.create(name)
    choose(site, '""', "mark")
    choose(site, "Empty", "")
    choose(site, "Wrong", "there-is-none")
    for name, marked in (("INBOX", True), ("Empty", False), ("Wrong", False)):
        append(site, "one", name)
        site.client.select(name)
        assert ("Mark" in flags(site)) == marked, name


@pytest.mark.parametrize("text", [
    'require ["reject", "imapsieve"];\nreject "no";\n',
    'require ["vacation", "imapsieve"];\nvacation "away";\n',
    'require ["ereject", "imapsieve"];\nkeep;\n',
    'require ["envelope", "imapsieve"];\nif envelope "from" "a" { stop; }\ndiscard;\n',
    'require ["imapsieve", "variables", "fileinto"];\ndiscard;\nfileinto "a"; fileinto "b" "c";\n',
])
def test_what_can_not_be_leaves_the_message_alone(site, text):
    site.client.create("Box")
    path = site.server.maildir(ALICE).parent / "sieve" / "bad.sieve"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.chmod(path, 0o644)
    choose(site, "Box", "bad")
    append(site, "one", "Box")
    site.client.select("Box")
    assert "\\Deleted" not in flags(site) and count(site, "Box") == 1
    assert site.taken() == []
    assert "bad" in (path.parent.parent / ".dovecot.sieve.log").read_text()


def test_environment(site):
    site.script("env", """require ["environment", "imapsieve", "variables", "imap4flags"];
if allof (environment "location" "MS", environment "phase" "post",
          environment "imap.user" "alice@example.org", environment "imap.email" "alice@example.org",
          environment "imap.cause" "APPEND", environment "imap.mailbox" "Env",
          environment "imap.changedflags" "", hasflag "\\\\Draft") { addflag "Right"; }
""")
    site.client.create("Env")
    choose(site, "Env", "env")
    append(site, "one", "Env", "\\Draft")
    site.client.select("Env")
    assert "Right" in flags(site)


def test_an_mta_that_is_away_does_not_make_the_command_fail(site):
    site.client.create("Junk")
    append(site, "one")
    program = site.server.dir / "record"
    program.rename(program.with_suffix(".away"))
    try:
        assert site.client.xatom("MOVE", "1", "Junk")[0] == "OK"
    finally:
        program.with_suffix(".away").rename(program)
    assert count(site, "Junk") == 1
    assert "imapsieve" in site.server.log_text()
