# SPDX-License-Identifier: MIT
"""What Sieve scripts send: redirects, rejections, replies, notifications,
through a real Postfix."""
import email
import email.policy
import os
import subprocess

import pytest
from conftest import BUILD
from lmtp_client import Lmtp, files
from outgoing import SMTP, Pair
from test_delivery_rules import unwritable

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
USERS = ["alice", "bob", "carol", "dave"]


class World:
    def __init__(self):
        self.pair = Pair(SMTP, [f"{user}@example.org" for user in USERS])
        self.number = 0
        for user in USERS:
            assert self.lda(user, self.letter(user, "opens the store"), "").returncode == 0

    def letter(self, user, subject, sender="carol@example.org", more="", body="Text.\n"):
        self.number += 1
        return (f"From: Carol <{sender}>\nTo: {user}@example.org\nSubject: {subject}\n"
                f"Message-ID: <{self.number}@test.example>\n{more}\n{body}").encode()

    def home(self, user):
        return self.pair.server.maildir(f"{user}@example.org").parent

    def script(self, user, text):
        active = self.home(user) / ".dovecot.sieve"
        active.unlink(missing_ok=True)
        if text:
            active.write_text(text)

    def lda(self, user, message, sender="carol@example.org", *more):
        return subprocess.run(
            [BUILD / "fumikura-lda", "--dir", self.pair.server.dir, "-d", f"{user}@example.org",
             "-f", sender, *more], input=message, capture_output=True, timeout=120)

    def box(self, user, subject, folder=""):
        found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                 for path in files(self.pair.server, f"{user}@example.org", folder)]
        return [m for m in found if m["Subject"] == subject]

    def settle(self):
        self.pair.postfix.wait_empty(120)

    def log(self):
        return self.pair.server.log_text()


@pytest.fixture(scope="module")
def whole():
    world = World()
    yield world
    world.pair.remove()


@pytest.fixture
def world(whole):
    yield whole
    for user in USERS:
        whole.script(user, "")
        (whole.home(user) / ".dovecot.sieve.log").unlink(missing_ok=True)


def test_redirect(world):
    world.script("alice", 'redirect "bob@example.org";')
    world.pair.postfix.send("carol@example.org", ["alice@example.org"], world.letter("alice", "redirected"))
    world.settle()
    (sent,) = world.box("bob", "redirected")
    assert not world.box("alice", "redirected")
    assert sent.get_all("Return-Path") == ["<carol@example.org>"]
    assert sent["X-Sieve-Redirected-From"] == "alice@example.org"
    assert sent.get_all("Delivered-To") == ["bob@example.org", "alice@example.org"]
    assert sent.get_content().strip() == "Text."
    assert "outcome=redirected" in world.log()


def test_redirect_keeps_a_copy_where_it_is_asked_to(world):
    world.script("alice", 'require "copy"; redirect :copy "bob@example.org"; redirect :copy "dave@example.org";')
    assert world.lda("alice", world.letter("alice", "copied")).returncode == 0
    world.settle()
    assert [len(world.box(user, "copied")) for user in ("alice", "bob", "dave")] == [1, 1, 1]


def test_whose_redirect_it_is(world):
    """sieve_redirect_envelope_from; the null sender stays."""
    world.script("alice", 'redirect "bob@example.org";')
    for how, sender in (("recipient", "alice@example.org"), ("postmaster", "postmaster@mail.example.org"),
                        ("<list@example.org>", "list@example.org")):
        world.pair.use(SMTP + f'sieve_redirect_envelope_from = "{how}"\n')
        subject = f"by {how}"
        assert world.lda("alice", world.letter("alice", subject)).returncode == 0
        assert world.lda("alice", world.letter("alice", subject), "").returncode == 0
        world.settle()
        assert sorted(m["Return-Path"] for m in world.box("bob", subject)) == sorted(["<>", f"<{sender}>"])
    world.pair.use(SMTP)


def test_who_redirects_to_each_other_keeps_it(world):
    world.script("alice", 'redirect "bob@example.org";')
    world.script("bob", 'redirect "alice@example.org";')
    world.pair.postfix.send("carol@example.org", ["alice@example.org"], world.letter("alice", "round"))
    world.settle()
    assert [len(world.box(user, "round")) for user in ("alice", "bob")] == [1, 0]
    assert "redirected from here before" in (world.home("alice") / ".dovecot.sieve.log").read_text()


def test_a_redirect_that_nobody_takes_is_kept(world):
    world.script("alice", 'redirect "refused@example.org";')
    assert world.lda("alice", world.letter("alice", "not wanted")).returncode == 0
    assert len(world.box("alice", "not wanted")) == 1
    assert "refused" in (world.home("alice") / ".dovecot.sieve.log").read_text()


def test_later_means_all_of_it_and_once(world):
    """The redirect is out, then a mailbox says "later"."""
    client = world.pair.server.imap("alice@example.org")
    client.create("Work")
    client.logout()
    world.script("alice", 'require ["copy", "fileinto"]; redirect :copy "bob@example.org";'
                 ' fileinto "Work"; keep;')
    message = world.letter("alice", "once")
    with unwritable(world.home("alice") / "Maildir/new"):
        for _ in range(2):
            assert world.lda("alice", message).returncode == 75
    assert world.lda("alice", message).returncode == 0
    world.settle()
    assert [len(world.box(user, "once", folder)) for user, folder in
            (("alice", ""), ("alice", ".Work"), ("bob", ""))] == [1, 1, 1]
    assert "outcome=stored-before" in world.log()
    # The same bytes are another message from here on.
    assert world.lda("alice", message).returncode == 0
    world.settle()
    assert [len(world.box(user, "once", folder)) for user, folder in
            (("alice", ""), ("alice", ".Work"), ("bob", ""))] == [2, 2, 2]


# ---- RFC 6009, RFC 3461 ----

def asks(world, user, subject, notify="SUCCESS,FAILURE"):
    """By Postfix' sendmail, as carol."""
    done = subprocess.run(
        ["/usr/sbin/sendmail", "-N", notify, "-R", "hdrs", "-V", "QQ314159", "-f", "carol@example.org",
         f"{user}@example.org"], input=world.letter(user, subject), capture_output=True, timeout=60,
        env={"PATH": os.environ["PATH"], "MAIL_CONFIG": f"{world.pair.home}/submit"})
    assert done.returncode == 0, done.stderr
    world.settle()


def told(world, subject):
    """What carol was told of it: recipient, first recipient, action, id."""
    found = []
    for notice in world.box("carol", f"Notice: {subject}") + world.box("carol", "Successful Mail Delivery Report"):
        assert notice["Return-Path"] == "<>"
        text, status, header = notice.iter_parts()
        if f"Subject: {subject}" in str(header.get_payload()):
            top, one = status.get_payload()
            found.append((one["Final-Recipient"].split(";")[1].strip(), one["Original-Recipient"].split(";")[1].strip(),
                          one["Action"], top["Original-Envelope-Id"]))
    return found


SEES = """require ["envelope", "envelope-dsn", "variables", "editheader"];
if envelope :matches "notify" "*" { addheader "X-Notify" "${1}"; }
if envelope :matches "orcpt" "*" { addheader "X-Orcpt" "${1}"; }
if envelope :matches "envid" "*" { addheader "X-Envid" "${1}"; }
if envelope :matches "ret" "*" { addheader "X-Ret" "${1}"; }
"""


def test_success_is_told_once(world):
    """RFC 3461 5.2.3: whom Postfix leaves it to because DSN is announced."""
    asks(world, "alice", "stored for her")
    assert len(world.box("alice", "stored for her")) == 1
    assert told(world, "stored for her") == [("alice@example.org", "alice@example.org", "delivered", "QQ314159")]
    asks(world, "alice", "quiet", "failure")
    assert told(world, "quiet") == []


def test_what_the_sender_asked_for_goes_on(world):
    """RFC 3461 5.2.7.2, 5.2.7.3"""
    world.script("dave", SEES)
    world.script("alice", 'redirect "dave@example.org";')
    asks(world, "alice", "goes on")
    (found,) = world.box("dave", "goes on")
    assert [field.upper() for field in found.get_all("X-Notify")] == ["SUCCESS"]
    assert (found["X-Orcpt"], found["X-Envid"], found["X-Ret"]) == ("rfc822;alice@example.org", "QQ314159", "HDRS")
    assert told(world, "goes on") == [("dave@example.org", "alice@example.org", "delivered", "QQ314159")]
    # With a copy here, success is told here.
    world.script("alice", 'require "copy"; redirect :copy "dave@example.org";')
    asks(world, "alice", "and stays")
    (found,) = world.box("dave", "and stays")
    assert found["X-Notify"].upper() == "FAILURE"
    assert told(world, "and stays") == [("alice@example.org", "alice@example.org", "delivered", "QQ314159")]


def test_redirect_says_what_is_to_be_told(world):
    """RFC 6009 6: at Postfix, and at the script of whom it sends it to. Notices
    are for the owner of the script, so nothing of what the sender wants goes on."""
    world.script("dave", SEES)
    world.script("alice", 'require "redirect-dsn"; redirect :notify "NEVER" :ret "FULL" "dave@example.org";')
    asks(world, "alice", "never told")
    (found,) = world.box("dave", "never told")
    assert (found["X-Notify"], found["X-Orcpt"], found["X-Envid"], found["X-Ret"]) == \
        ("NEVER", "rfc822;dave@example.org", None, "FULL")
    assert found["Return-Path"] == "<alice@example.org>"
    assert told(world, "never told") == [("alice@example.org", "alice@example.org", "delivered", "QQ314159")]


def test_reject_is_the_answer_of_lmtp(world):
    world.script("alice", 'require "reject"; reject "Not  wanted\nhere";')
    world.script("bob", 'require "ereject"; ereject "Nein, ohne Grüße";')
    world.script("dave", 'keep;')
    lmtp = Lmtp(world.pair.server)
    lmtp.begin(*(f"{user}@example.org" for user in ("alice", "bob", "dave")))
    answers = lmtp.data(world.letter("alice", "rejected"), 3)
    lmtp.close()
    assert answers[0] == "550 5.7.1 <alice@example.org> Not wanted here"
    assert answers[1].startswith("550 5.7.1 <bob@example.org> ") and answers[1].isascii()
    assert answers[2].startswith("250 ")
    assert [len(world.box(user, "rejected")) for user in ("alice", "bob", "dave")] == [0, 0, 1]


def test_reject_keeps_to_its_words(world):
    """What no answer can say goes to the sender in a message (RFC 5429 2.2.1)."""
    reason = "Keine Grüße mehr,\nbitte.\n"
    world.script("alice", f'require "reject"; reject "{reason}";')
    assert world.lda("alice", world.letter("alice", "in words")).returncode == 0
    world.settle()
    (told,) = world.box("carol", "Rejected: in words")
    assert told["Return-Path"] == "<>" and told.get_content_type() == "multipart/report"
    assert told.get_param("report-type") == "disposition-notification"
    text, disposition, header = told.iter_parts()
    assert reason in text.get_content()
    fields = disposition.get_content().decode() if isinstance(disposition.get_content(), bytes) \
        else str(disposition.get_payload()[0])
    assert "Final-Recipient: rfc822; alice@example.org" in fields
    assert "Disposition: automatic-action/MDN-sent-automatically; deleted" in fields
    assert "Subject: in words" in header.get_content()
    assert not world.box("alice", "in words") and "outcome=rejected" in world.log()
    # Nobody is there to be told: then it is the answer.
    assert world.lda("alice", world.letter("alice", "in words"), "").returncode == 77


def test_a_rejection_that_nobody_takes_is_kept(world):
    """Mail does not vanish between one who is not told and one who has not got it."""
    world.script("alice", 'require "reject"; reject "Grüße";')
    assert world.lda("alice", world.letter("alice", "not told"), "refused@example.org").returncode == 0
    assert len(world.box("alice", "not told")) == 1
    assert "can't be told" in (world.home("alice") / ".dovecot.sieve.log").read_text()


AWAY = 'require "vacation"; vacation :days 3 :subject "Away" "Until Monday: Grüße.";'


def test_vacation_once_to_each(world):
    world.script("alice", AWAY)
    for sender in ("carol", "carol", "dave"):
        assert world.lda("alice", world.letter("alice", "question"), f"{sender}@example.org").returncode == 0
    world.settle()
    (told,) = world.box("carol", "Away")
    assert told["Return-Path"] == "<>" and told["From"] == "alice@example.org"
    assert told["Auto-Submitted"] == "auto-replied (vacation)" and told["In-Reply-To"].endswith("@test.example>")
    assert told.get_content() == "Until Monday: Grüße.\n"
    assert len(world.box("dave", "Away")) == 1 and len(world.box("alice", "question")) == 3


def test_who_gets_no_vacation(world):
    world.script("alice", 'require "vacation"; vacation :addresses "desk@example.org" :subject "Quiet" "Away.";')
    for more in ("Precedence: bulk\n", "List-Id: <x.example>\n", "Auto-Submitted: auto-generated\n"):
        assert world.lda("alice", world.letter("alice", "x", more=more), "bob@example.org").returncode == 0
    for sender in ("", "MAILER-DAEMON@example.org", "alice@example.org"):
        assert world.lda("alice", world.letter("alice", "x"), sender).returncode == 0
    # Not addressed to her: a list, a blind copy.
    assert world.lda("alice", world.letter("somebody", "x"), "bob@example.org").returncode == 0
    world.settle()
    assert not world.box("bob", "Quiet") and not world.box("alice", "Quiet")
    assert world.lda("alice", world.letter("desk", "x"), "bob@example.org").returncode == 0
    world.settle()
    assert len(world.box("bob", "Quiet")) == 1


def test_two_on_vacation_do_not_answer_each_other_for_ever(world):
    for user in ("alice", "bob"):
        world.script(user, f'require "vacation"; vacation :subject "Gone {user}" "Away.";')
    world.pair.postfix.send("bob@example.org", ["alice@example.org"],
                            world.letter("alice", "hello", "bob@example.org"))
    world.settle()
    assert len(world.box("bob", "Gone alice")) == 1 and not world.box("alice", "Gone bob")


def test_a_reply_is_filed_where_the_script_says(world):
    world.script("alice", 'require ["vacation", "fcc", "mailbox"];'
                 ' vacation :subject "Filed" :fcc "Sent" :create "Away.";')
    assert world.lda("alice", world.letter("alice", "x"), "dave@example.org").returncode == 0
    world.settle()
    assert len(world.box("dave", "Filed")) == len(world.box("alice", "Filed", ".Sent")) == 1


def test_an_mta_that_is_away_costs_nobody_a_vacation(world):
    world.script("alice", AWAY.replace("Away", "Later"))
    world.pair.use('submit_host = "smtp://127.0.0.1:1"\n')
    assert world.lda("alice", world.letter("alice", "x")).returncode == 0
    world.pair.use(SMTP)
    assert world.lda("alice", world.letter("alice", "x")).returncode == 0
    world.settle()
    assert len(world.box("carol", "Later")) == 1


def test_the_vacation_of_qmailadmin(world):
    """.qmail and vacation/message as it writes them; nothing is run, and no file
    outside the home is read. In one process: nobody gets another user's text."""
    home = world.home("alice")
    line = "| /usr/bin/autorespond 86400 3 {0}/vacation/message {0}/vacation\n{0}/Maildir/\n"
    (home / "vacation").mkdir()
    text = "From: alice@example.org\r\nSubject: On holiday\r\n\r\nUntil Monday: Gr\xfc\xdfe.\r\n"
    (home / "vacation/message").write_bytes(text.encode("latin-1"))
    (home / ".qmail").write_text(line.format(home))
    try:
        assert world.lda("alice", world.letter("alice", "q"), "dave@example.org").returncode == 0
        world.pair.use(SMTP + 'isolation = "uid"\n' "qmail_vacation = true\n")
        for _ in range(2):
            assert world.lda("alice", world.letter("alice", "q")).returncode == 0
        world.lda("alice", world.letter("alice", "q", more="List-Id: <x>\n"), "dave@example.org")
        (home / ".qmail").write_text(line.format("/etc"))
        (home / "vacation/message").unlink()
        (home / "vacation/message").symlink_to("/etc/hosts")
        assert world.lda("alice", world.letter("alice", "q"), "dave@example.org").returncode == 0
        (home / ".qmail").write_text("| /usr/bin/autorespond 1 1 /etc/hosts /tmp\n")
        assert world.lda("alice", world.letter("alice", "q"), "dave@example.org").returncode == 0
        world.settle()
        (told,) = world.box("carol", "On holiday")
        assert told["From"] == "alice@example.org" and told["Auto-Submitted"] == "auto-replied"
        assert told.get_content().strip() == "Until Monday: Grüße."
        assert not [m for m in world.box("dave", "On holiday") + world.box("dave", "[Auto-Reply] q")]
    finally:
        (home / ".qmail").unlink()
        world.pair.use(SMTP)
