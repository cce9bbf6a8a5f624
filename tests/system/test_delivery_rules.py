# SPDX-License-Identifier: MIT
"""Forwards, replies and bounces: qmail-ldap's delivery attributes in a real
slapd, and what goes out through a real Postfix."""
import contextlib
import email
import email.policy
import os
import signal
import subprocess
import threading
import time

import pytest
from conftest import BUILD
from outgoing import COMMAND, SMTP, Pair
from slapd import Slapd

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="a Postfix instance needs root")
TEXT = "I am away until Monday."
HEAD = ("%HEADER%\nFrom: Réception <desk@example.org>\nSubject: Absent: %SUBJECT%\nX-Desk: 7\n"
        "Bcc: thief@example.net\n%HEADER%\nYou wrote about %SUBJECT%.")


def entry(directory, uid, home=True, **attributes):
    lines = [f"dn: uid={uid},o=mail", "objectClass: account", "objectClass: qmailUser",
             f"uid: {uid}", f"mail: {uid}@example.org", "userPassword: secret"]
    if home:
        lines.append(f"homeDirectory: {directory}/mail/{uid}")
    for name, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            if "\n" in value or not value.isascii():
                import base64
                lines.append(f"{name}:: {base64.b64encode(value.encode()).decode()}")
            else:
                lines.append(f"{name}: {value}")
    return "\n".join(lines) + "\n\n"


def everybody(directory):
    at = "@example.org"
    def one(uid, **more):
        return entry(directory, uid, **more)
    return "".join([
        one("bob"), one("carol"), one("dave"),
        one("ann", mailForwardingAddress="bob" + at),
        one("self", mailForwardingAddress=["self" + at, "bob" + at]),
        one("only", home=False, mailForwardingAddress=["bob" + at, "carol" + at]),
        one("nolocal", deliveryMode="nolocal", mailForwardingAddress="bob" + at, mailSizeMax="3000",
            mailQuotaSize="1000"),
        one("noforward", deliveryMode="noforward", mailForwardingAddress="bob" + at),
        one("away", deliveryMode="reply", mailReplyText=TEXT),
        one("gone", deliveryMode=["reply", "nolocal"], mailReplyText=TEXT),
        one("desk", deliveryMode="reply", mailReplyText=HEAD),
        one("silent", mailReplyText=TEXT),
        one("sorted", description='require ["fileinto", "mailbox"];\nfileinto :create "Sorted";'),
        one("long", description="#" * 8193),
        one("loopa", mailForwardingAddress="loopb" + at),
        one("loopb", mailForwardingAddress="loopa" + at),
        one("hole", deliveryMode="nolocal"),
        one("refused-too", mailForwardingAddress=["refused" + at, "bob" + at]),
        one("refused-only", home=False, mailForwardingAddress="refused" + at),
        one("full", mailQuotaSize="1000", mailForwardingAddress="bob" + at),
        one("race", mailQuotaSize="20000", mailForwardingAddress="bob" + at),
    ])


class World:
    def __init__(self):
        self.pair = Pair(SMTP, [])
        self.slapd = Slapd(["qmail"], everybody(self.pair.server.dir), tls=False).start()
        self.accounts = (f'accounts "staff" {{\n type = "ldap"\n preset = "qmail-ldap"\n'
                         f' uri = "{self.slapd.socket_uri}"\n base = "o=mail"\n attr_sieve = "description"\n'
                         ' connect_timeout = 30\n timeout = 60\n}\n')
        self.number = 0
        self.use(SMTP)

    def use(self, way):
        self.pair.use(way + self.accounts.replace("{", "{{").replace("}", "}}"))

    def letter(self, user, subject=None, sender="carol@example.org", more="", body="Text.\n"):
        self.number += 1
        return (f"From: Carol <{sender}>\nTo: {user}@example.org\n"
                f"Subject: {subject or 'number %d' % self.number}\n"
                f"Message-ID: <{self.number}@test.example>\n{more}\n{body}").encode()

    def lda(self, user, message, sender="carol@example.org", *more):
        return subprocess.run(
            [BUILD / "fumikura-lda", "--dir", self.pair.server.dir, "-d", f"{user}@example.org",
             "-f", sender, *more], input=message, capture_output=True, timeout=120)

    def home(self, user):
        return self.pair.server.dir / "mail" / user / "Maildir"

    def box(self, user, subject=None):
        found = []
        for place in ("new", "cur"):
            for path in (self.home(user) / place).glob("*"):
                try:
                    found.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
                except FileNotFoundError:
                    return self.box(user, subject)  # it was renamed meanwhile
        return [m for m in found if subject is None or m["Subject"] == subject]

    def settle(self):
        """Until nothing is under way any more."""
        self.pair.postfix.wait_empty(120)

    def remove(self):
        self.pair.remove()
        self.slapd.remove()


@pytest.fixture(scope="module")
def world():
    w = World()
    yield w
    w.remove()


@pytest.fixture(params=["smtp", "command"])
def way(request, world):
    world.use(SMTP if request.param == "smtp" else COMMAND)
    yield request.param
    if request.param == "command":
        world.use(SMTP)


def test_forwards_in_addition(world, way):
    subject = f"in addition by {way}"
    world.pair.postfix.send("carol@example.org", ["ann@example.org"], world.letter("ann", subject))
    world.settle()
    (local,), (sent,) = world.box("ann", subject), world.box("bob", subject)
    assert local.get_content().strip() == sent.get_content().strip() == "Text."
    assert sent.get_all("Return-Path") == ["<carol@example.org>"]
    assert [v for v in sent.get_all("Delivered-To")] == ["bob@example.org", "ann@example.org"]
    assert len(sent.get_all("Received")) == len(local.get_all("Received")) + 2


def test_several_recipients_in_one_transaction(world):
    subject = "to three"
    world.pair.postfix.send("carol@example.org", ["ann@example.org", "dave@example.org", "only@example.org"],
                            world.letter("ann", subject))
    world.settle()
    assert [len(world.box(user, subject)) for user in ("ann", "dave", "bob", "carol")] == [1, 1, 2, 1]
    names = sorted(m.get_all("Delivered-To")[-1] for m in world.box("bob", subject))
    assert names == ["ann@example.org", "only@example.org"]
    assert not list((world.pair.server.dir / "mail/example.org/only/Maildir").glob("*/*,S=*"))


def test_modes(world):
    for user, local, forwarded in (("nolocal", 0, 1), ("noforward", 1, 0), ("self", 1, 1)):
        done = world.lda(user, world.letter(user, f"mode {user}"))
        assert done.returncode == 0, (user, done)
        world.settle()
        assert len(world.box(user, f"mode {user}")) == local
        assert len(world.box("bob", f"mode {user}")) == forwarded
    # mailSizeMax holds where nothing is stored, too; the quota does not.
    done = world.lda("nolocal", world.letter("nolocal", "too large", body="x" * 70 + "\n" + "line\n" * 700))
    assert (done.returncode, done.stdout[:6]) == (77, b"5.2.3 ")
    # Nobody would have it.
    assert world.lda("hole", world.letter("hole")).returncode == 77
    assert not world.box("bob", "too large")


def test_a_refused_forward(world):
    subject = "half refused"
    assert world.lda("refused-too", world.letter("refused-too", subject)).returncode == 0
    world.settle()
    assert len(world.box("refused-too", subject)) == len(world.box("bob", subject)) == 1
    assert 'to="refused@example.org" outcome=refused' in world.pair.server.log_text()
    done = world.lda("refused-only", world.letter("refused-only"))
    assert done.returncode == 77 and b"550 5.7.1" in done.stdout, done


def test_two_who_forward_to_each_other(world):
    subject = "round and round"
    world.pair.postfix.send("carol@example.org", ["loopa@example.org"], world.letter("loopa", subject))
    world.settle()
    assert len(world.box("loopa", subject)) == len(world.box("loopb", subject)) == 1
    assert "Mail loop" in world.pair.server.log_text()


def test_nothing_is_taken_before_the_mta_has_the_forward(world):
    message = world.letter("ann", "later")
    world.use('submit_host = "smtp://127.0.0.1:1"\n')
    assert world.lda("ann", message).returncode == 75
    assert not world.box("ann", "later")
    world.use(SMTP)
    assert world.lda("ann", message).returncode == 0
    world.settle()
    assert len(world.box("ann", "later")) == len(world.box("bob", "later")) == 1


@contextlib.contextmanager
def unwritable(folder):
    owner = folder.stat()
    os.chown(folder, 0, 0)
    folder.chmod(0o700)
    try:
        yield
    finally:
        os.chown(folder, owner.st_uid, owner.st_gid)


def test_what_was_forwarded_is_not_forwarded_again(world):
    """The mailbox says "later" when the forward is out."""
    message = world.letter("ann", "again")
    with unwritable(world.home("ann") / "new"):
        assert world.lda("ann", message).returncode == 75
        assert world.lda("ann", message).returncode == 75
    assert world.lda("ann", message).returncode == 0
    world.settle()
    assert len(world.box("ann", "again")) == len(world.box("bob", "again")) == 1
    assert "outcome=sent-before" in world.pair.server.log_text()
    # The same bytes, as a monitor may send them, are another message now.
    for _ in range(2):
        assert world.lda("ann", message).returncode == 0
    world.settle()
    assert len(world.box("ann", "again")) == len(world.box("bob", "again")) == 3


def test_a_final_refusal_ends_what_is_remembered(world):
    """The forward is out, the mailbox said "later", then it is full."""
    message = world.letter("race", "the end", body="line\n" * 400)
    assert world.lda("race", world.letter("race", "makes the Maildir")).returncode == 0
    with unwritable(world.home("race") / "new"):
        assert world.lda("race", message).returncode == 75
    assert world.lda("race", world.letter("race", "much", body="line\n" * 3600)).returncode == 0
    assert world.lda("race", message).returncode == 77
    client = world.pair.server.imap("race", "secret")
    client.select()
    client.store("1:*", "+FLAGS", r"(\Deleted)")
    client.expunge()
    client.logout()
    assert world.lda("race", message).returncode == 0
    world.settle()
    assert len(world.box("race", "the end")) == 1
    assert len(world.box("bob", "the end")) == 2


def test_full_mailboxes_refuse_before_anything_is_forwarded(world):
    done = world.lda("full", world.letter("full", "too much", body="line\n" * 1000))
    assert (done.returncode, done.stdout[:6]) == (77, b"5.2.2 ")
    world.settle()
    assert not world.box("bob", "too much")


def test_a_bounce_of_our_own(world):
    """As dovecot-lda: without -e the sender is told by us, and nobody else."""
    world.use("lda_rejection = true\n" + SMTP)
    large = world.letter("full", "own bounce", body="line\n" * 1000)
    done = world.lda("full", large, "carol@example.org", "-e")
    assert (done.returncode, done.stderr[:6]) == (77, b"5.2.2 ")
    assert world.lda("full", large, "").returncode == 77  # nobody to tell
    done = world.lda("full", large, "carol@example.org", "-a", "sales@example.org")
    assert (done.returncode, done.stdout) == (0, b"")
    world.settle()
    (bounce,) = world.box("carol", "Rejected: own bounce")
    assert bounce["Return-Path"] == "<>" and bounce.get_content_type() == "multipart/report"
    text, status, header = bounce.iter_parts()
    assert "full@example.org" in text.get_content()
    outer, per_recipient = status.get_payload()
    assert outer["Reporting-MTA"] == "dns; mail.example.org"
    assert per_recipient["Status"] == "5.2.2" and per_recipient["Action"] == "failed"
    assert per_recipient["Original-Recipient"] == "rfc822; sales@example.org"
    assert "Subject: own bounce" in header.get_content()
    assert not world.box("full", "own bounce") and not world.box("bob", "own bounce")
    # When the bounce cannot be sent now, the message is not taken.
    world.use('lda_rejection = true\nsubmit_host = "smtp://127.0.0.1:1"\n')
    assert world.lda("full", large).returncode == 75
    # Nor is there one where a full mailbox means "later".
    world.use("lda_rejection = true\nquota_full_tempfail = true\n" + SMTP)
    assert world.lda("full", large).returncode == 75
    # An MTA over LMTP makes its own bounces.
    world.use("lda_rejection = true\n" + SMTP)
    world.pair.postfix.send("dave@example.org", ["full@example.org"], large)
    world.settle()
    assert "said: 552 5.2.2" in world.pair.postfix.log_text()
    assert not world.box("dave", "Rejected: own bounce")
    world.use(SMTP)


def replies(world, user, subject):
    world.settle()
    return world.box(user, subject)


def test_a_reply_once_in_two_weeks(world, way):
    sender = "carol@example.org" if way == "smtp" else "dave@example.org"
    user = sender.split("@")[0]
    for n in range(3):
        message = world.letter("away", f"question by {way}")
        assert world.lda("away", message, sender).returncode == 0
    (reply,) = replies(world, user, f"[Auto-Reply] question by {way}")
    assert len(world.box("away", f"question by {way}")) == 3
    assert reply["Return-Path"] == "<>" and reply["From"] == "away@example.org"
    assert reply["To"] == sender and reply["Auto-Submitted"] == "auto-replied"
    assert reply["In-Reply-To"] == f"<{world.number - 2}@test.example>"
    assert reply["Precedence"] == "junk"
    assert reply.get_content() == TEXT + "\n"


def test_another_text_is_another_reply(world):
    # "gone" has no mailbox, but remembers.
    assert world.lda("gone", world.letter("gone", "one")).returncode == 0
    assert world.lda("gone", world.letter("gone", "two")).returncode == 0
    assert len(replies(world, "carol", "[Auto-Reply] one")) == 1
    assert not world.box("carol", "[Auto-Reply] two") and not world.box("gone")
    world.slapd.modify("dn: uid=gone,o=mail\nchangetype: modify\nreplace: mailReplyText\n"
                       "mailReplyText: Still away.\n")
    assert world.lda("gone", world.letter("gone", "three")).returncode == 0
    assert len(replies(world, "carol", "[Auto-Reply] three")) == 1


def test_the_text_brings_its_header(world):
    assert world.lda("desk", world.letter("desk", "=?utf-8?q?Gr=C3=BC=C3=9Fe?=")).returncode == 0
    (reply,) = replies(world, "carol", "Absent: Grüße")
    assert reply["From"] == "Réception <desk@example.org>" and reply["X-Desk"] == "7"
    assert reply["Bcc"] is None
    assert reply.get_content() == "You wrote about Grüße.\n"


def test_who_gets_no_reply(world):
    for more in ("Precedence: bulk\n", "List-Id: <x.example>\n", "Auto-Submitted: auto-generated\n",
                 "Mailing-List: x\n", "X-Spam-Status: Yes, score=9\n"):
        assert world.lda("away", world.letter("away", "quiet", more=more), "bob@example.org").returncode == 0
    for sender in ("", "MAILER-DAEMON@example.org", "bob-request@example.org", "away@example.org"):
        assert world.lda("away", world.letter("away", "quiet"), sender).returncode == 0
    assert world.lda("silent", world.letter("silent", "quiet"), "bob@example.org").returncode == 0
    assert not replies(world, "bob", "[Auto-Reply] quiet")
    assert "[Auto-Reply] quiet" not in [m["Subject"] for m in world.box("away")]
    # And he who was passed over gets his when he writes himself.
    assert world.lda("away", world.letter("away", "quiet"), "bob@example.org").returncode == 0
    assert len(replies(world, "bob", "[Auto-Reply] quiet")) == 1


def test_two_who_reply_to_each_other(world):
    assert world.lda("away", world.letter("away", "ping"), "gone@example.org").returncode == 0
    world.settle()
    time_of_log = world.pair.server.log_text().count('to="gone@example.org"')
    world.settle()
    assert world.pair.server.log_text().count('to="gone@example.org"') == time_of_log
    assert len(world.box("away", "ping")) == 1
    assert not [m for m in world.box("away") if "Auto-Reply" in (m["Subject"] or "")]


def test_an_mta_that_is_away_costs_no_delivery_its_reply(world):
    world.use('submit_host = "smtp://127.0.0.1:1"\n')
    assert world.lda("away", world.letter("away", "first"), "ann@example.org").returncode == 0
    world.use(SMTP)
    assert world.lda("away", world.letter("away", "second"), "ann@example.org").returncode == 0
    assert len(replies(world, "ann", "[Auto-Reply] second")) == 1
    assert not world.box("ann", "[Auto-Reply] first")


def kill_at_random(world, done):
    n = 0
    while not done.wait(0.05):
        n += 1
        if n % 5 == 0:
            world.pair.postfix.command("reload")
            continue
        for pid, _ in world.pair.server.children("submit" if n % 2 else "lmtp"):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def test_nothing_is_lost_when_programs_are_killed(world):
    """submit, its children, lmtp with its workers; Postfix tries again."""
    count = 200 if os.environ.get("FUMIKURA_LONG") else 30
    done = threading.Event()
    killer = threading.Thread(target=kill_at_random, args=(world, done))
    killer.start()
    try:
        for n in range(count):
            world.pair.postfix.send("carol@example.org", ["ann@example.org"],
                                    world.letter("ann", f"killed {n}"))
    finally:
        done.set()
        killer.join()
    end = time.monotonic() + 240
    while time.monotonic() < end:
        world.pair.postfix.command("flush")
        found = [{m["Subject"] for m in world.box(user)} for user in ("ann", "bob")]
        missing = [n for n in range(count) if any(f"killed {n}" not in box for box in found)]
        # One that is there may wait in the queue all the same: for its answer
        # was lost. It is not tried again for minutes unless somebody asks.
        if not missing and world.pair.postfix.is_empty():
            break
        time.sleep(0.5)
    assert not missing, (missing, world.pair.postfix.log_text()[-3000:])
    assert world.pair.postfix.is_empty(), world.pair.postfix.log_text()[-3000:]


def test_a_script_of_the_account(world):
    assert world.lda("sorted", world.letter("sorted")).returncode == 0
    assert len(list((world.home("sorted") / ".Sorted/new").iterdir())) == 1 and not world.box("sorted")


def test_a_script_that_is_too_long_holds_up_no_mail(world):
    assert world.lda("long", world.letter("long")).returncode == 0
    assert len(world.box("long")) == 1
