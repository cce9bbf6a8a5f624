# SPDX-License-Identifier: MIT
"""Sieve scripts in homes, run by deliveries over LMTP and fumikura-lda."""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import tempfile
import time

import pytest
from conftest import PASSWORD, mail
from faults import Trace, can_trace, child_of
from lmtp_client import Lmtp, files

ALICE, BOB, CAROL = (f"{name}@example.org" for name in ("alice", "bob", "carol"))


class Site:
    def __init__(self, make, settings="", quota="100M"):
        self.server = make("lmtp_workers_max = 1\n" + settings, ())
        for user in (ALICE, BOB, CAROL):
            self.server.add_user(user, PASSWORD, "--quota", quota)
        for user in (ALICE, BOB, CAROL):
            assert self.server.deliver(user, mail("opens the store")).returncode == 0
            folder = self.home(user) / "sieve"
            folder.mkdir()
            owner = self.home(user).stat()
            os.chown(folder, owner.st_uid, owner.st_gid)

    def home(self, user):
        return self.server.maildir(user).parent

    def script(self, text, user=ALICE, name="main"):
        """The active script from now on."""
        home = self.home(user)
        self.script_text(text, user, name)
        link = home / ".dovecot.sieve"
        link.unlink(missing_ok=True)
        link.symlink_to(f"sieve/{name}.sieve")

    def script_text(self, text, user=ALICE, name="main"):
        """The same script with another text."""
        (self.home(user) / "sieve" / f"{name}.sieve").write_text(text)

    def subjects(self, user=ALICE, folder=""):
        found = []
        for path in files(self.server, user, folder):
            lines = path.read_text().split("\n\n", 1)[0].splitlines()
            found += [line[9:] for line in lines if line.startswith("Subject: ")]
        return [s for s in found if s != "opens the store"]

    def lda(self, message, user=ALICE, code=0):
        done = self.server.deliver(user, message, "-f", "sender@example.net")
        assert done.returncode == code, (done, self.server.log_text()[-2000:])
        return done

    def user_log(self, user=ALICE):
        path = self.home(user) / ".dovecot.sieve.log"
        return path.read_text() if path.exists() else ""

    def clean(self):
        for user in (ALICE, BOB, CAROL):
            for path in [self.home(user) / ".dovecot.sieve", self.home(user) / ".dovecot.sieve.log",
                         *(self.home(user) / "sieve").iterdir()]:
                path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def shared():
    from conftest import Server
    made = []

    def make(settings, users):
        assert not users
        made.append(Server(settings))
        made[-1].start()
        return made[-1]

    yield Site(make)
    made[0].remove()


@pytest.fixture
def site(shared):
    yield shared
    shared.clean()


@pytest.fixture
def new_site(new_server):
    return lambda settings: Site(new_server, settings)


def test_mail_goes_where_the_script_says(site):
    client = site.server.imap(ALICE)
    client.create("Work")
    site.script('require "fileinto";\n'
                'if header :contains "subject" "work" { fileinto "Work"; }\n'
                'elsif header "subject" "both" { fileinto "Work"; keep; }\n'
                'elsif header "subject" "gone" { discard; }\n')
    for subject in ("some work", "both", "gone", "else"):
        site.lda(mail(subject))
    assert site.subjects() == ["both", "else"]
    assert site.subjects(folder=".Work") == ["some work", "both"]
    log = site.server.log_text()
    assert "outcome=discarded" in log and 'outcome=stored uid=2 mailbox="Work"' in log
    # One file with two names.
    here, there = files(site.server, ALICE)[-2], files(site.server, ALICE, ".Work")[-1]
    assert here.samefile(there)
    client.logout()


def test_a_script_that_changed_is_the_one_that_runs(site):
    """On one connection, so in one process; the kept one is of a file that has settled."""
    long_form = os.environ.get("FUMIKURA_LONG") == "1"
    client = site.server.imap(ALICE)
    for name in ("One", "Two", "Three"):
        client.create(name)
    client.logout()
    lmtp = Lmtp(site.server)
    path = site.home(ALICE) / "sieve" / "main.sieve"

    def goes_to(name, times=2):
        for _ in range(times):
            before = len(site.subjects(folder=f".{name}"))
            lmtp.begin(ALICE)
            lmtp.data(mail("follows the script"))
            assert len(site.subjects(folder=f".{name}")) == before + 1

    def settled():
        while long_form and time.time() < max(p.stat().st_ctime for p in path.parent.glob("*.sieve")) + 5:
            time.sleep(0.1)

    def text(name):
        return f'require "fileinto"; fileinto "{name}";'

    site.script(text("One"))
    settled()
    goes_to("One")
    path.write_text(text("Two"))  # in place
    goes_to("Two", 1)
    settled()
    goes_to("Two")
    new = path.with_name("new")
    new.write_text(text("Three"))
    new.rename(path)
    goes_to("Three", 1)
    site.script(text("One"), name="other")  # and back by the link
    goes_to("One", 1)
    settled()
    goes_to("One")
    site.script(text("Three"), user=BOB)  # another's
    link = site.home(ALICE) / ".dovecot.sieve"
    link.unlink()
    link.symlink_to("sieve/main.sieve")
    goes_to("Three")
    link.unlink()
    before = len(site.subjects())
    lmtp.begin(ALICE)
    lmtp.data(mail("stays"))
    assert len(site.subjects()) == before + 1
    lmtp.close()


def test_a_script_sees_the_message_as_it_is_stored(site):
    site.script('if not header :contains "delivered-to" "alice@" { discard; }\n'
                'if not header "return-path" "<sender@example.net>" { discard; }\n')
    site.lda(mail("with trace fields"))
    assert site.subjects()[-1] == "with trace fields"


def test_a_script_sees_the_client(site):
    """RFC 5183 4.1: the one that the MTA tells of, for one transaction."""
    site.script('require ["environment", "variables", "editheader"]; set "i" "none"; set "h" "none";\n'
                'if environment :matches "remote-ip" "*" { set "i" "${1}"; }\n'
                'if environment :matches "remote-host" "*" { set "h" "${1}"; }\n'
                'addheader "X-Client" "${i} ${h}.";')
    lmtp = Lmtp(site.server)
    told = ["NAME=mx.example.net ADDR=192.0.2.7", "NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::7", None]
    for line in told:
        if line:
            assert lmtp.say(f"XFORWARD {line} PROTO=ESMTP").startswith("250 ")
        lmtp.begin(ALICE)
        (answer,) = lmtp.data(mail("from a client"), 1)
        assert answer.startswith("250 "), answer
    lmtp.close()
    found = [re.search(r"^X-Client: (.*)$", path.read_text(), re.M) for path in files(site.server, ALICE)]
    assert [one.group(1) for one in found if one] == ["192.0.2.7 mx.example.net.", "IPv6:2001:db8::7 .", "none ."]


def test_of_mailboxes_with_one_use_that_named_is_taken(site):
    """RFC 8579 4: MUST, and else always the same."""
    client = site.server.imap(ALICE)
    for name in ("Spam-a", "Spam-b", "Spam-c"):
        assert client.xatom("CREATE", name, "(USE (\\Junk))")[0] == "OK"
    for name in ("Spam-b", "Spam-c", "Other", "Other"):
        site.script(f'require ["fileinto", "special-use"]; fileinto :specialuse "\\\\Junk" "{name}";')
        site.lda(mail(f"for {name}"))
    assert site.subjects(folder=".Spam-b") == ["for Spam-b"]
    assert site.subjects(folder=".Spam-c") == ["for Spam-c"]
    assert site.subjects(folder=".Spam-a") == ["for Other", "for Other"]
    for name in ("Spam-a", "Spam-b", "Spam-c"):
        assert client.delete(name)[0] == "OK"
    client.logout()


def test_an_unknown_mailbox_is_inbox_once(site):
    site.script('require "fileinto"; fileinto "Nowhere"; keep;')
    site.lda(mail("lost"))
    assert site.subjects().count("lost") == 1
    assert "no such mailbox" in site.user_log()
    assert not (site.server.maildir(ALICE) / ".Nowhere").exists()


def test_unknown_mailboxes_are_made_where_that_is_wanted(new_site):
    site = new_site("lda_mailbox_autocreate = true\nlda_mailbox_autosubscribe = true\n")
    site.script('require "fileinto"; fileinto "Lists.New";')
    site.lda(mail("made"))
    assert site.subjects(folder=".Lists.New") == ["made"]
    assert "Lists\tNew" in (site.server.maildir(ALICE) / "subscriptions").read_text()


@pytest.mark.parametrize("text", ['keep; nonsense;', 'require "no-such-thing";', 'if {', 'discard\n', "\0\xff"])
def test_a_broken_script_keeps_the_mail(site, text):
    site.script(text)
    site.lda(mail("kept"))
    assert site.subjects()[-1] == "kept"
    assert "main: line " in site.user_log()
    assert "warn sieve " in site.server.log_text()
    # It is mended, and nothing of it is left.
    before = site.user_log()
    site.script("discard;")
    site.lda(mail("thrown away"))
    assert site.subjects()[-1] == "kept" and site.user_log() == before


def test_a_run_that_fails_keeps_the_mail(site):
    site.script('require "include"; include "nobody-has-it"; discard;')
    site.lda(mail("kept too"))
    assert site.subjects()[-1] == "kept too"
    assert "main: " in site.user_log()


def test_the_log_of_a_user_stays_small(new_site):
    site = new_site("sieve_user_log_max = 2000\n")
    site.script("nonsense;")
    for n in range(40):
        site.lda(mail(f"number {n}"))
        assert len(site.user_log()) <= 2000
    lines = site.user_log().splitlines()
    assert len(lines) > 5 and all("main: line 1: " in line for line in lines)
    # A link is not followed.
    other = site.home(BOB) / "other"
    other.write_text("")
    log = site.home(ALICE) / ".dovecot.sieve.log"
    log.unlink()
    log.symlink_to(other)
    site.lda(mail("kept"))
    assert not other.read_text() and site.subjects()[-1] == "kept"


def test_a_plain_file_is_a_script_too(site):
    active = site.home(ALICE) / ".dovecot.sieve"
    active.write_text("discard;")
    site.lda(mail("thrown away"))
    assert "thrown away" not in site.subjects()
    active.unlink()
    active.symlink_to("sieve/not-there.sieve")
    site.lda(mail("no script"))
    assert site.subjects()[-1] == "no script"


def test_byte_code_is_kept_and_made_anew(site):
    site.script("keep;")
    code = site.home(ALICE) / "sieve/.main.sieve-code"
    site.lda(mail("kept"))
    first = code.read_bytes()
    assert code.stat().st_mode & 0o777 == 0o600
    site.lda(mail("kept"))
    assert code.read_bytes() == first
    site.script("discard;")
    site.lda(mail("not kept"))
    assert code.read_bytes() != first and "not kept" not in site.subjects()
    # What is put there by others, or is not for this text, is not run.
    discard = code.read_bytes()
    site.script("keep;")
    for planted in (discard, b"", b"\0" * 1000, first[:-1], first + b"x"):
        code.write_bytes(planted)
        site.lda(mail("kept again"))
        assert site.subjects()[-1] == "kept again"
        assert code.read_bytes() == first
    code.unlink()
    os.symlink("/etc/passwd", code)
    site.lda(mail("behind a link"))
    assert site.subjects()[-1] == "behind a link"


def test_what_is_wrong_with_an_included_script_has_its_name(site):
    (site.home(ALICE) / "sieve/one.sieve").write_text("keep;\nnonsense;\n")
    site.script('require "include";\n\ninclude "one";\ndiscard;\n')
    site.lda(mail("broken"))
    assert site.subjects()[-1] == "broken"
    first, second = site.user_log().splitlines()
    assert " error: one: line 2: there is no command 'nonsense'" in first
    assert " error: main: line 3: include: one: line 2: there is no command 'nonsense'" in second


def test_imap_runs_the_byte_code_of_deliveries(site):
    site.script('require "imap4flags"; addflag "Sorted";')
    site.lda(mail("kept"))
    code = site.home(ALICE) / "sieve/.main.sieve-code"
    before = code.stat().st_ino, code.read_bytes()
    client = site.server.imap(ALICE)
    client.select()
    assert client.xatom("FILTER", "SIEVE", "DELIVERY", "UNKEYWORD", "Sorted")[0] == "OK"
    assert client.search(None, "UNKEYWORD", "Sorted")[1] == [b""]
    client.logout()
    assert (code.stat().st_ino, code.read_bytes()) == before


def test_a_home_that_cannot_be_written_to_loses_no_mail(site):
    """Neither byte-code nor the user's log: the message is where it ought to be."""
    home = site.home(ALICE)
    script = 'require "include";\ninclude "one";\n%s'
    places = [home / "sieve", home]
    modes = [place.stat().st_mode & 0o777 for place in places]
    (home / "sieve/one.sieve").write_text('require ["fileinto", "mailbox"];\n'
                                         'if header "subject" "sorted" { fileinto :create "Sorted"; }')
    site.script(script % "")
    # The index is there by now, and its folder lies in the Maildir.
    site.lda(mail("before"))
    for path in (home / "sieve").glob(".*-code"):
        path.unlink()
    try:
        for place in places:
            place.chmod(0o555)
        site.lda(mail("sorted"))
        site.script_text(script % 'if header "subject" "failed" { include "none"; }')
        site.lda(mail("failed"))
        site.script_text("nonsense;")
        site.lda(mail("bad"))
        assert not list((home / "sieve").glob(".*-code")) and site.user_log() == ""
    finally:
        for place, mode in zip(places, modes):
            place.chmod(mode)
    assert site.subjects(folder=".Sorted") == ["sorted"]
    assert site.subjects()[-3:] == ["before", "failed", "bad"]
    assert site.server.log_text().count("sieve_log") >= 2
    # From then on both are written again.
    site.lda(mail("later"))
    assert site.subjects()[-1] == "later" and "line 1" in site.user_log()


def test_each_recipient_has_a_script_of_its_own(site):
    site.script("discard;", ALICE)
    site.script("nonsense;", BOB)
    lmtp = Lmtp(site.server)
    lmtp.begin(ALICE, BOB, CAROL)
    answers = lmtp.data(mail("for three"), 3)
    lmtp.close()
    assert [answer[:3] for answer in answers] == ["250"] * 3
    assert [site.subjects(user).count("for three") for user in (ALICE, BOB, CAROL)] == [0, 1, 1]
    assert not site.user_log(CAROL) and site.user_log(BOB)


@pytest.fixture
def folder():
    """That the server may read."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-sieve-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_the_sites_scripts_stand_around(new_server, folder):
    before = folder / "before"
    before.mkdir()
    texts = {"before/10-a": 'if header "subject" "early" { discard; }',
             "before/20-b": 'require "fileinto"; if header :contains "subject" "spam" { fileinto "Junk"; }',
             "default": 'if header "subject" "default" { discard; }',
             "after": 'require "fileinto"; if header :contains "subject" "late" { fileinto "Late"; }',
             "discard": 'require "fileinto"; fileinto "Discarded";'}
    for name, text in texts.items():
        (folder / f"{name}.sieve").write_text(text)
    (before / "README").write_text("nonsense")
    site = Site(new_server, f'sieve_before = "{before}"\nsieve_default = "{folder}/default.sieve"\n'
                f'sieve_after = "{folder}/after.sieve"\nsieve_discard = "{folder}/discard.sieve"\n'
                "lda_mailbox_autocreate = true\n")
    site.script('if header "subject" "mine" { discard; } if header "subject" "late mine" { keep; }')
    for subject in ("early", "a spam", "mine", "late", "late mine", "default", "plain"):
        site.lda(mail(subject))
        site.lda(mail(subject), BOB)  # has no script
    assert site.subjects() == ["default", "plain"]
    assert site.subjects(BOB) == ["mine", "plain"]
    assert [site.subjects(u, ".Junk") for u in (ALICE, BOB)] == [["a spam"]] * 2
    assert [site.subjects(u, ".Late") for u in (ALICE, BOB)] == [["late", "late mine"]] * 2
    assert site.subjects(ALICE, ".Discarded") == ["early", "mine"]
    assert site.subjects(BOB, ".Discarded") == ["early", "default"]
    # One of the site's that is broken is the admin's business.
    (before / "15.sieve").write_text("nonsense;")
    site.lda(mail("a spam at last"))
    assert site.subjects()[-1] == "a spam at last" and not site.user_log()
    assert 'error sieve' in site.server.log_text() and 'script="15"' in site.server.log_text()


def test_included_scripts(new_server, folder):
    (folder / "shared.sieve").write_text('if header "subject" "by the site" { discard; }')
    site = Site(new_server, f'sieve_global_dir = "{folder}"\n')
    (site.home(ALICE) / "sieve/part.sieve").write_text('if header "subject" "by me" { discard; }')
    site.script('require "include"; include :personal "part"; include :global "shared";'
                ' include :optional "none";')
    for subject in ("by me", "by the site", "kept"):
        site.lda(mail(subject))
    assert site.subjects() == ["kept"]
    # Names lead nowhere else.
    for name in ("../part", "/etc/passwd", "..", "", "a\\nb"):
        site.script(f'require "include"; include :optional :global "{name}"; include :optional "{name}";')
        site.lda(mail(f"kept by {len(name)}"))
        assert site.subjects()[-1] == f"kept by {len(name)}"


def test_a_script_included_once_runs_once(site):
    """RFC 6609 3.1: told by what it is, not by how often it was read."""
    (site.home(ALICE) / "sieve/part.sieve").write_text(
        'require ["variables", "include", "fileinto", "mailbox"]; global "n"; set "n" "${n}x";')
    site.script('require ["variables", "include", "fileinto", "mailbox"]; global "n";'
                ' include :once "part"; include :once "part"; fileinto :create "Once${n}";')
    site.lda(mail("once"))
    assert site.subjects(folder=".Oncex") == ["once"]


def test_a_script_that_includes_itself_is_told_of(site):
    (site.home(ALICE) / "sieve/part.sieve").write_text('require "include"; include "part"; discard;')
    site.script('require "include"; include "part"; discard;')
    site.lda(mail("kept in spite of it"))
    assert site.subjects()[-1] == "kept in spite of it"
    assert "'part' includes itself" in site.user_log()


def test_the_active_script_is_known_to_include(site):
    site.script('require ["variables", "include", "fileinto", "mailbox"]; global "n"; set "n" "${n}x";'
                ' include :once "me"; fileinto :create "Me${n}";', name="me")
    site.lda(mail("no second level"))
    assert site.subjects(folder=".Mex") == ["no second level"] and not site.user_log()
    assert not (site.server.maildir(ALICE) / ".Mexx").exists()


def test_switched_off(new_site):
    site = new_site("sieve = false\n")
    site.script("discard;")
    site.lda(mail("kept"))
    assert site.subjects() == ["kept"]


def test_full_mailboxes(new_server):
    site = Site(new_server, quota="20K")
    site.script('require "fileinto"; fileinto "Work"; keep;')
    client = site.server.imap(ALICE)
    client.create("Work")
    done = site.lda(mail("too much", "line\n" * 3000), code=77)
    assert done.stdout.startswith(b"5.2.2 ") or done.stderr.startswith(b"5.2.2 "), done
    # Two copies of this one do not fit; none is there then.
    site.lda(mail("one fits", "line\n" * 2400), code=77)
    assert not site.subjects() and not site.subjects(folder=".Work")
    site.script('require "fileinto"; fileinto "Work";')
    site.lda(mail("one fits", "line\n" * 2400))
    assert site.subjects(folder=".Work") == ["one fits"]
    client.logout()


def test_redirect_to_oneself_is_keep(site):
    for address in (ALICE, ALICE.upper()):
        site.script(f'redirect "{address}"; keep;')
        site.lda(mail(f"to {address}"))
        assert site.subjects().count(f"to {address}") == 1


def test_a_redirect_that_cannot_go_out_defers(new_site):
    site = new_site('submit_command = "/bin/false"\n')
    site.script('redirect "x@example.net"; keep;')
    site.lda(mail("later"), code=75)
    assert not site.subjects()


def test_mailboxes_by_use_and_id_and_made(site):
    client = site.server.imap(BOB)
    client.create("Rubbish")
    assert client.xatom("SETMETADATA", "Rubbish", '(/private/specialuse "\\\\Junk")')[0] == "OK"
    client.create("Numbered")
    answer = client._simple_command("STATUS", "Numbered", "(MAILBOXID)")
    assert answer[0] == "OK"
    number = re.search(r"MAILBOXID \(([^)]+)\)", client.untagged_responses["STATUS"][-1].decode()).group(1)
    client.logout()
    site.script('require ["fileinto", "special-use", "mailboxid", "mailbox", "imap4flags"];'
                'if header "subject" "junk" { fileinto :specialuse "\\\\Junk" "Nowhere"; }'
                f'if header "subject" "id" {{ fileinto :mailboxid "{number}" "Nowhere"; }}'
                'if header "subject" "new" { fileinto :create "Made.Here"; }'
                'if not mailboxexists "Numbered" { discard; }', BOB)
    for subject in ("junk", "id", "new", "else"):
        site.lda(mail(subject), BOB)
    assert [site.subjects(BOB, folder) for folder in (".Rubbish", ".Numbered", ".Made.Here")] == \
        [["junk"], ["id"], ["new"]]
    assert site.subjects(BOB)[-1] == "else" and not site.user_log(BOB)


def test_the_second_of_two_that_are_the_same(site):
    site.script('require "duplicate"; if duplicate { discard; }')
    for _ in range(3):
        site.lda(mail("the same"))
    assert site.subjects().count("the same") == 1


def test_an_edited_message_is_kept_as_it_was_edited(site):
    site.script('require ["editheader", "fileinto", "mailbox"]; fileinto :create "Before";'
                ' addheader "X-Seen" "by me"; deleteheader "Subject"; keep; fileinto :create "After";')
    site.lda(mail("to be edited"))
    before, here, after = (files(site.server, ALICE, folder)[-1] for folder in (".Before", "", ".After"))
    assert "X-Seen" not in before.read_text() and "Subject: to be edited" in before.read_text()
    assert "X-Seen: by me" in here.read_text() and "Subject" not in here.read_text()
    assert here.samefile(after)


# ---- tried again ----

@contextlib.contextmanager
def later(site, folder):
    """Deliveries into that mailbox fail for now."""
    new = site.server.maildir(ALICE) / folder / "new"
    owner = new.stat()
    os.chown(new, 0, 0)
    new.chmod(0o700)
    try:
        yield
    finally:
        os.chown(new, owner.st_uid, owner.st_gid)


@pytest.mark.skipif(os.getuid() != 0, reason="root takes a folder away")
def test_an_edited_copy_is_no_copy_of_the_other(site):
    """Of two in one mailbox the first was stored, in an attempt that ended between them."""
    client = site.server.imap(ALICE)
    client.create("Away")
    client.logout()
    # Each time what differs: a field more, a field less, a value.
    edits = ('addheader "X-Seen" "by me";', 'deleteheader "Date";',
             'deleteheader "X-Time"; addheader "X-Time" "2";')
    for number, edit in enumerate(edits):
        subject = f"edited {number}"
        site.script('require ["editheader", "fileinto"]; addheader "X-Time" "1"; keep; fileinto "Away";'
                    f' {edit} fileinto "INBOX"; fileinto "Away";')
        with later(site, ".Away"):
            for _ in range(2):
                site.lda(mail(subject), code=75)
        site.lda(mail(subject))
        assert [site.subjects(folder=folder).count(subject) for folder in ("", ".Away")] == [2, 2], edit
        texts = {path.read_text().split("Received:")[0] + path.read_text().split("From: Bob")[1]
                 for path in files(site.server, ALICE) if f"Subject: {subject}\n" in path.read_text()}
        assert len(texts) == 2, texts


@pytest.mark.skipif(os.getuid() != 0, reason="root takes a folder away")
def test_a_copy_that_is_stored_needs_no_room_again(new_server):
    site = Site(new_server, quota="20K")
    client = site.server.imap(ALICE)
    for name in ("A", "B"):
        client.create(name)
    client.logout()
    site.script('require "fileinto"; fileinto "A"; fileinto "B";')
    message = mail("two fit", "line\n" * 1700)
    with later(site, ".B"):
        site.lda(message, code=75)
    assert site.subjects(folder=".A") == ["two fit"]
    site.lda(message)
    assert site.subjects(folder=".A") == site.subjects(folder=".B") == ["two fit"]
    site.lda(message, code=77)


# ---- killed between two steps ----

CALLS = "fdatasync,fsync,linkat,renameat,rename,renameat2,pwrite64,unlinkat"


def killed_at(site, call, number, message):
    """One delivery with kill -9 at that call; its answer, or None. Where the room of the recipient is
    killed, it is for the next attempt."""
    lmtp = Lmtp(site.server)
    lmtp.begin(ALICE)
    master = dict((args.split()[0].rsplit("/", 1)[1], pid)
                  for pid, args in reversed(site.server.children()))["fumikura-lmtp"]
    worker = child_of(master, "fumikura-lmtp")
    answer = None
    with Trace(worker, "-e", f"trace={call}",
               "-e", f"inject={call}:signal=SIGKILL:when={number}"):
        try:
            (answer,) = lmtp.data(message)
        except (EOFError, OSError):
            pass
    lmtp.close()
    return None if answer and answer.startswith("451 4.3.0 ") else answer


def test_killed_between_two_copies(new_site):
    """Whatever the moment, the next attempt leaves one copy in each mailbox."""
    if not shutil.which("strace") or not can_trace():
        pytest.skip("nobody may trace here")
    site = new_site("")
    client = site.server.imap(ALICE)
    for name in ("A", "B"):
        client.create(name)
    client.logout()
    site.script('require "fileinto"; fileinto "A"; fileinto "B"; keep;')
    site.lda(mail("makes the byte-code"))
    killed = doubled = 0
    calls = CALLS.split(",") if os.environ.get("FUMIKURA_LONG") else ("fdatasync", "renameat", "fsync")
    for call in calls:
        number = 0
        while True:
            number += 1
            subject = f"{call} {number}"
            answer = killed_at(site, call, number, mail(subject))
            if answer is None:
                killed += 1
                site.lda(mail(subject))
            else:
                assert answer.startswith("250 "), answer
            found = [site.subjects(folder=folder).count(subject) for folder in ("", ".A", ".B")]
            # One that died when all was done, but not told, is another message.
            assert found == [1, 1, 1] or (answer is None and found == [2, 2, 2]), (subject, found)
            doubled += found[0] - 1
            if answer is not None:
                break
    assert killed > 5 and doubled <= len(calls), (killed, doubled)
    assert site.server.run("index", "check", ALICE).returncode == 0


PEOPLE = """
accounts "people" {{
  type = "sqlite"
  file = "{dir}/lib/people.sqlite"
  user_query = "SELECT login AS username, home, sieve FROM people WHERE login = %{{user}}"
  password_query = "SELECT login AS username, '{{PLAIN}}%s' AS password FROM people WHERE login = %%{{user}}"
}}
""".replace("%%", "%").replace("%s", PASSWORD)


def test_scripts_of_the_account_source(new_server):
    """Run for who has no active one; sieve_default is for who has neither."""
    server = new_server(users=(), start=False)
    server.add_user("first@example.org")  # makes the folder
    default = server.dir / "default.sieve"
    default.write_text('require ["fileinto", "mailbox"]; fileinto :create "Default";')
    default.chmod(0o644)
    where = 'require ["fileinto", "mailbox"];\r\nfileinto :create "%s";\r\n# %s'
    scripts = {"some": where % ("Account", "\t\u00e4"), "own": where % ("Account", ""), "none": None,
               "long": where % ("Account", "\n#" * 4060), "bad": "nonsense"}
    db = sqlite3.connect(server.dir / "lib/people.sqlite")
    with db:
        db.execute("CREATE TABLE people (login TEXT, home TEXT, sieve TEXT)")
        db.executemany("INSERT INTO people VALUES (?, ?, ?)",
                       [(f"{name}@example.net", f"{server.dir}/mail/{name}", text) for name, text in scripts.items()])
    db.close()
    stat = (server.dir / "lib").stat()
    os.chown(server.dir / "lib/people.sqlite", stat.st_uid, stat.st_gid)
    server.configure(PEOPLE.format(dir=server.dir) + f'sieve_default = "{default}"\n')
    server.start()

    def folders(name):
        return [place.name[1:] for place in sorted((server.dir / "mail" / name / "Maildir").glob(".[A-Z]*"))
                if list((place / "new").iterdir())]

    homes = server.dir / "mail"
    assert server.deliver("own@example.net", mail("makes the home")).returncode == 0
    assert folders("own") == ["Account"]
    (homes / "own/.dovecot.sieve").write_text("keep;")
    for name in scripts:
        assert server.deliver(f"{name}@example.net", mail("sorted")).returncode == 0, server.log_text()[-2000:]
    assert [folders(name) for name in scripts] == [["Account"], ["Account"], ["Default"], ["Account"], []]
    assert [len(list((homes / name / "Maildir/new").iterdir())) for name in ("own", "bad", "some")] == [1, 1, 0]
    assert "account: line 1" in (homes / "bad/.dovecot.sieve.log").read_text()
    # The same over what is there already.
    client = server.imap("own@example.net")
    client.select()
    assert client.xatom("FILTER", "SIEVE", "DELIVERY", "ALL")[0] == "OK"
    (homes / "own/.dovecot.sieve").unlink()
    assert len(list((homes / "own/Maildir/.Account/new").iterdir())) == 1
    assert client.xatom("FILTER", "SIEVE", "DELIVERY", "ALL")[0] == "OK"
    client.logout()
    assert len(list((homes / "own/Maildir/.Account/new").iterdir())) == 2
    client = server.imap("bad@example.net")
    client.select()
    got, (text,) = client.xatom("FILTER", "SIEVE", "DELIVERY", "ALL")
    assert got == "NO" and b"can't be used" in text
    client.logout()


def test_what_the_client_says_of_notifications(site):
    """RFC 6009 4, of each recipient."""
    site.script('require ["envelope", "envelope-dsn", "fileinto", "mailbox", "relational"];\n'
                'if allof(envelope "envid" "Q Q314159", envelope "ret" "HDRS",\n'
                '         envelope "notify" "FAILURE", envelope "notify" "DELAY", not envelope "notify" "SUCCESS",\n'
                '         envelope "orcpt" "rfc822;alice+x@example.com")\n'
                '    { fileinto :create "Told"; }\n'
                'elsif allof(envelope :count "eq" "notify" "0", envelope :count "eq" "orcpt" "0",\n'
                '            envelope :count "eq" "ret" "0", envelope :count "eq" "envid" "0")\n'
                '    { fileinto :create "Untold"; }\n')
    lmtp = Lmtp(site.server)
    assert lmtp.say("MAIL FROM:<s@example.net> RET=HDRS ENVID=Q+20Q314159").startswith("250 ")
    assert lmtp.say(f"RCPT TO:<{ALICE}> NOTIFY=FAILURE,DELAY ORCPT=rfc822;alice+2Bx@example.com").startswith("250 ")
    assert lmtp.data(mail("told"))[0].startswith("250 ")
    # Nothing of it is left for the next.
    assert lmtp.begin(ALICE)[0].startswith("250 ")
    assert lmtp.data(mail("untold"))[0].startswith("250 ")
    lmtp.say("QUIT")
    told = site.subjects(folder=".Told"), site.subjects(folder=".Untold")
    assert told == (["told"], ["untold"]), site.user_log()


def disk_full(site, number, message):
    """One delivery in which nothing can be written from that call on; its answer."""
    lmtp = Lmtp(site.server)
    lmtp.begin(ALICE)
    master = dict((args.split()[0].rsplit("/", 1)[1], pid)
                  for pid, args in reversed(site.server.children()))["fumikura-lmtp"]
    calls = "pwrite64,pwritev,fdatasync,fsync,linkat,renameat,renameat2,rename,fallocate"
    with Trace(child_of(master, "fumikura-lmtp"), "-e", f"trace={calls}",
               "-e", f"inject={calls}:error=ENOSPC:when={number}+"):
        (answer,) = lmtp.data(message)
    lmtp.close()
    return answer


def test_a_full_disk_defers_and_leaves_one_copy(new_site):
    """Whenever it becomes full: what is not taken is there once when it comes again."""
    if not shutil.which("strace") or not can_trace():
        pytest.skip("nobody may trace here")
    site = new_site("")
    client = site.server.imap(ALICE)
    for name in ("A", "B"):
        client.create(name)
    client.logout()
    site.script('require "fileinto"; fileinto "A"; fileinto "B"; keep;')
    deferred = number = 0
    while True:
        number += 1
        subject = f"full {number}"
        answer = disk_full(site, number, mail(subject))
        if taken := answer.startswith("250 "):
            assert deferred or number < 4, answer
        else:
            assert answer.startswith("4"), answer
            deferred += 1
            site.lda(mail(subject))
        found = [site.subjects(folder=folder).count(subject) for folder in ("", ".A", ".B")]
        assert found == [1, 1, 1], (number, answer, found)
        if taken and deferred:
            break
    assert deferred > 5
    assert site.server.run("index", "check", ALICE).returncode == 0


def test_a_home_without_room_for_byte_code(site):
    client = site.server.imap(ALICE)
    client.create("Apart")
    client.logout()
    site.script('require "fileinto"; fileinto "Apart";', name="apart")
    folder = site.home(ALICE) / "sieve"
    (folder / ".apart.sieve-code").mkdir()  # nobody can put a file there
    for number in range(2):
        site.lda(mail(f"apart {number}"))
    (folder / ".apart.sieve-code").rmdir()
    assert site.subjects(folder=".Apart") == ["apart 0", "apart 1"]
