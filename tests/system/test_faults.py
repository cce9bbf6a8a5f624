# SPDX-License-Identifier: MIT
"""
System calls fail, one after the other, while a worker delivers or changes mail
(strace injects the error). Whatever fails: the peer hears of success, or of a
temporary error; what was acknowledged before is there, whole and once, under
its UID; the index, maildirsize and the files agree after the next look.

What the peer was refused may have been done all the same, as a whole: when the
last step, the fsync of the directory, fails, nobody can say what a power cut
would leave. A peer that tries again then has the message twice.
"""
import os
import random
import re
import shutil

import pytest

from conftest import PASSWORD
from faults import CALLS, FAULTS, USER, Trace, World, attempt, can_trace, child_of, clean, is_clear, message
from peers import Imap, Lmtp, Refused, flags_of

LONG = bool(os.environ.get("FUMIKURA_LONG"))
SEED = int(os.environ.get("FUMIKURA_SEED", "3"))
COUNT = int(os.environ.get("FUMIKURA_FAULTS", "1000000" if LONG else "40"))


# ---- what is done under a fault ----
#
# Each prepares, then gives the process to trace, and does its work. The result
# is the peer's answer; change() and the like say what may be there afterwards.

class Deed:
    outlives = False  # its worker serves others afterwards

    def __init__(self, world):
        self.world, self.names = world, []

    def change(self, mail):
        """The mail after success; None stands for a UID not yet known."""

    def reshape(self, boxes):
        """The mailboxes after success."""

    def subscribe(self, names):
        """The subscribed names after success."""

    def parts(self, before, after):
        """What else may have arrived if it was refused."""
        return []

    def close(self):
        self.peer.close()

    def tidy(self):
        """Takes away what would be in the way of the next; True: it did."""
        return False


class Delivery(Deed):
    outlives = True
    size = 3000

    def prepare(self):
        self.names = [self.world.new_name()]
        self.peer = Lmtp(self.world.server.dir / "run" / "lmtp")
        return child_of(self.world.lmtp, "fumikura-lmtp")

    def work(self):
        return next(iter(self.peer.deliver(message(self.names[0], self.size), [USER])))

    def change(self, mail):
        mail["INBOX"][None] = [(name, frozenset()) for name in self.names]


class LargeDelivery(Delivery):
    """Through a spool file."""
    size = 400000


class DeliveryAfterLoss(Delivery):
    """The index is built anew."""

    def prepare(self):
        shutil.rmtree(self.world.server.maildir(USER) / ".fumikura")
        return super().prepare()


class ImapDeed(Deed):
    flags = ""

    def prepare(self):
        self.peer = Imap(self.world.server.imap_port, USER, PASSWORD)
        self.names = [self.world.new_name() for _ in range(2)]
        self.uids = [self.world.append(self.peer, name, "INBOX", self.flags) for name in self.names]
        self.peer.select("INBOX")
        self.set = ",".join(map(str, self.uids))
        # The state before includes these.
        for uid, name in zip(self.uids, self.names):
            self.world.state[0]["INBOX"][uid] = (
                name, frozenset(self.flags.split()), len(message(name)))
        return child_of(self.world.zygote, "fumikura-imap")

    def work(self):
        return self.peer.attempt(self.command())[0]


class Append(ImapDeed):
    def work(self):
        self.name = self.world.new_name()
        return self.peer.attempt("APPEND Other (\\Seen work)", message(self.name))[0]

    def change(self, mail):
        mail["Other"][None] = [(self.name, frozenset({"\\Seen", "work"}))]


class Store(ImapDeed):
    def command(self):
        return f"UID STORE {self.set} +FLAGS (\\Flagged \\Seen)"

    def change(self, mail):
        for uid in self.uids:
            name, _, size = mail["INBOX"][uid]
            mail["INBOX"][uid] = (name, frozenset({"\\Flagged", "\\Seen"}), size)


class Keyword(ImapDeed):
    """A new one, so that dovecot-keywords is written."""

    def command(self):
        self.keyword = f"word{self.world.count % 20}"
        return f"UID STORE {self.set} +FLAGS ({self.keyword})"

    def change(self, mail):
        for uid in self.uids:
            name, _, size = mail["INBOX"][uid]
            mail["INBOX"][uid] = (name, frozenset({self.keyword}), size)


class Expunge(ImapDeed):
    flags = "\\Deleted"

    def command(self):
        return f"UID EXPUNGE {self.set}"

    def change(self, mail):
        for uid in self.uids:
            del mail["INBOX"][uid]


class Copy(ImapDeed):
    flags = "\\Seen"

    def command(self):
        return f"UID COPY {self.set} Other"

    def change(self, mail):
        mail["Other"][None] = [mail["INBOX"][uid][:2] for uid in self.uids]


class Move(ImapDeed):
    flags = "\\Seen"

    def command(self):
        return f"UID MOVE {self.set} Third"

    def change(self, mail):
        mail["Third"][None] = [mail["INBOX"].pop(uid)[:2] for uid in self.uids]

    def parts(self, before, after):
        """RFC 6851 3.3: each message on its own, if what was done can't be
        undone; but never in both places or in none."""
        gone = [before["INBOX"][uid] for uid in self.uids if uid not in after["INBOX"]]
        return [sorted((name, sorted(flags)) for name, flags, _ in gone)]


class OpenAfterLoss(Deed):
    """The index is built anew."""

    def prepare(self):
        self.peer = Imap(self.world.server.imap_port, USER, PASSWORD)
        shutil.rmtree(self.world.server.maildir(USER) / ".fumikura")
        return child_of(self.world.zygote, "fumikura-imap")

    def work(self):
        return self.peer.attempt("SELECT Other")[0]


class FolderDeed(Deed):
    """With one mailbox, and one below it that has a message."""

    def prepare(self):
        name = self.world.new_name()
        self.name, self.child, self.other = f"Box-{name}", f"Box-{name}.below", f"New-{name}"
        self.peer = Imap(self.world.server.imap_port, USER, PASSWORD)
        worker = child_of(self.world.zygote, "fumikura-imap")
        self.make(name)
        self.peer.command("SELECT INBOX")
        self.world.state = self.world.look()
        return worker

    def make(self, name):
        for mailbox in (self.name, self.child):
            self.peer.command(f"CREATE {mailbox}")
            self.world.append(self.peer, name, mailbox)

    def work(self):
        return self.peer.attempt(self.command())[0]

    def tidy(self):
        """The same once more, now that nothing fails; then all goes."""
        with self.world.session() as imap:
            answer = imap.attempt(self.command())[0]
            assert re.match(rb"OK|NO \[(ALREADYEXISTS|NONEXISTENT)\]", answer), answer
            for mailbox in (self.name, self.child, self.other, self.other + ".below"):
                imap.attempt(f"DELETE {mailbox}")
        return True


class Create(FolderDeed):
    def make(self, name):
        pass

    def command(self):
        return f"CREATE {self.name}"

    def reshape(self, boxes):
        boxes[self.name] = {}


class Rename(FolderDeed):
    def command(self):
        return f"RENAME {self.name} {self.other}"

    def reshape(self, boxes):
        boxes[self.other] = boxes.pop(self.name)
        boxes[self.other + ".below"] = boxes.pop(self.child)


class Delete(FolderDeed):
    def command(self):
        return f"DELETE {self.child}"

    def reshape(self, boxes):
        del boxes[self.child]


class Subscribe(FolderDeed):
    def command(self):
        return f"SUBSCRIBE {self.name}"

    def subscribe(self, names):
        names.add(self.name)


DEEDS = (Delivery, LargeDelivery, DeliveryAfterLoss, OpenAfterLoss, Append, Store, Keyword, Expunge, Copy, Move,
         Create, Rename, Delete, Subscribe)


def plan(world, kind):
    """All faults of one deed: (deed, call, error, when)."""
    for _ in range(2):  # the first may make what is there from then on
        answer, wrong, _, lines = attempt(world, kind, None, None, None)
        assert not wrong and is_clear(answer), (kind, answer, wrong)
    return [(kind, *fault) for fault in faults_of(lines)]


def faults_of(lines):
    """(call, error, when) for each call that was traced, alone or with all after it."""
    counts, faults = {}, []
    for line in lines:
        found = re.match(r"(?:\[pid +\d+\] )?(\w+)\(", line)
        if found and found.group(1) in FAULTS:
            counts[found.group(1)] = counts.get(found.group(1), 0) + 1
    for call, count in counts.items():
        for error in FAULTS[call]:
            faults += [(call, error, f"{n}{more}") for n in range(1, count + 1) for more in ("", "+")]
    return faults


def in_turn(lists, rng):
    """One of each after the other."""
    for one in lists:
        rng.shuffle(one)
    for n in range(max(map(len, lists))):
        yield from (one[n] for one in lists if n < len(one))


def test_no_failing_call_loses_or_doubles_mail():
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't trace processes here")
    rng = random.Random(SEED)
    world = World()
    bad, hit, tried = [], 0, 0
    try:
        faults = [plan(world, kind) for kind in DEEDS]
        for kind, call, error, when in in_turn(faults, rng):
            if tried >= COUNT or len(bad) > 30:
                break
            tried += 1
            answer, wrong, injected, _ = attempt(world, kind, call, error, when)
            hit += bool(injected)
            if wrong:
                bad.append((kind.__name__, call, error, when, answer, injected[:3], wrong))
            if sum(map(len, world.state[0].values())) > 40:
                clean(world)
        print(f"seed {SEED}: {sum(map(len, faults))} faults known, {hit} happened, {len(bad)} bad")
        assert not bad, "\n".join(map(str, bad))
        assert hit > tried // 2
    finally:
        world.server.remove()


# ---- the first open of what another server kept ----

KEPT = {
    "INBOX": (1234567890, {7: ("one", {"\\Seen", "urgent"}), 9: ("two", set())}),
    "Old": (1300000000, {3: ("three", {"\\Flagged"})}),
}


def dovecot_tree(root):
    """That, as Dovecot leaves it."""
    shutil.rmtree(root.parent, ignore_errors=True)
    for folder in (root, root / ".Old"):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
    write = {
        "cur/1700000000.M1P1.other:2,Sa": message("one").decode(),
        "new/1700000001.M2P1.other": message("two").decode(),
        "dovecot-uidlist": "3 V1234567890 N42 G00112233445566778899aabbccddeeff\n"
                           "7 :1700000000.M1P1.other\n9 :1700000001.M2P1.other\n",
        "dovecot-keywords": "0 urgent\n",
        "subscriptions": "V\t2\n\nOld\n",
        ".Old/maildirfolder": "",
        ".Old/cur/1700000002.M3P1.other:2,F": message("three").decode(),
        ".Old/dovecot-uidlist": "3 V1300000000 N20 G00112233445566778899aabbccddee00\n3 :1700000002.M3P1.other\n",
    }
    for name, text in write.items():
        (root / name).write_text(text)
    if os.getuid() == 0:
        for folder, _, files in os.walk(root.parent):
            for name in (".", *files):
                shutil.chown(os.path.join(folder, name), "vmail", "vmail")


def open_first(world, inject):
    """(answers, what was traced, what is wrong afterwards)"""
    root = world.server.maildir("carol@example.org")
    dovecot_tree(root)
    imap = Imap(world.server.imap_port, "carol@example.org", PASSWORD)
    answers = []
    with Trace(child_of(world.zygote, "fumikura-imap"), *inject) as trace:
        try:
            for command in ("SELECT INBOX", 'STATUS "Old" (MESSAGES)', 'LSUB "" "*"'):
                answers.append(imap.attempt(command)[0])
        except (Refused, OSError):
            pass
    imap.close()
    return answers, trace.lines, list(what_was_lost(world))


def what_was_lost(world):
    imap = Imap(world.server.imap_port, "carol@example.org", PASSWORD)
    for mailbox, (validity, messages) in KEPT.items():
        selected = imap.select(mailbox)
        found = {uid: (re.search(rb"<([^@]+)@faults>", answer).group(1).decode(), set(flags_of(answer)))
                 for uid, answer in imap.fetch("1:*", "UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]")}
        if selected["UIDVALIDITY"] != validity or found != messages:
            yield mailbox, selected, found
    _, lines = imap.command('LSUB "" "*"')
    if [line.split()[-1] for line in lines] not in ([b"Old"], [b'"Old"']):
        yield "subscribed", lines
    imap.close()


def test_a_failing_call_in_the_first_open_forgets_nothing():
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't trace processes here")
    rng = random.Random(SEED)
    world = World()
    bad = []
    try:
        world.server.add_user("carol@example.org")
        answers, lines, lost = open_first(world, ["-e", f"trace={CALLS}"])
        assert all(answer.startswith(b"OK") for answer in answers) and not lost, (answers, lost)
        faults = faults_of(lines)
        for call, error, when in rng.sample(faults, min(len(faults), COUNT // 3)):
            answers, lines, lost = open_first(world, ["-e", f"trace={call}", "-e",
                                                      f"inject={call}:error={error}:when={when}"])
            unclear = [answer for answer in answers if not is_clear(answer)]
            if lost or unclear:
                bad.append((call, error, when, unclear, [line for line in lines if "(INJECTED)" in line][:3], lost))
        assert not bad, "\n".join(map(str, bad))
    finally:
        world.server.remove()


def test_a_worker_outlives_an_index_that_broke():
    """After a commit whose last write failed LMDB refuses the environment for
    good, and the process keeps environments open: it must not go on refusing
    this user's mail."""
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't trace processes here")
    world = World()
    try:
        for kind in (Delivery, DeliveryAfterLoss):
            for when in range(1, 7):
                _, wrong, faults, _ = attempt(world, kind, "pwrite64", "EIO", str(when))
                assert not wrong, (faults, wrong)
                answer, wrong, _, _ = attempt(world, Delivery, None, None, None)
                assert answer.startswith(b"250") and not wrong, (faults, answer, wrong)
    finally:
        world.server.remove()


def test_a_replacement_whose_old_message_stays_says_so():
    """RFC 8508 3.2: NO where the old message can't be removed; the client must
    not take that for a new one that was not stored."""
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't trace processes here")
    world = World()
    try:
        with world.session() as imap:
            world.append(imap, world.new_name())
            imap.select("INBOX")
            worker = child_of(world.zygote, "fumikura-imap")
            with Trace(worker, "-e", "trace=unlinkat", "-e", "inject=unlinkat:error=EIO"):
                answer, lines = imap.attempt("REPLACE 1 INBOX", message(world.new_name()))
        assert answer.startswith(b"NO [UNAVAILABLE] The replacement is stored"), answer
        assert any(b"APPENDUID" in line for line in lines), lines
        assert sorted(name for name, _, _ in world.look()[0]["INBOX"].values()) == ["m1", "m2"]
    finally:
        world.server.remove()
