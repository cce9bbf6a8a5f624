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
import signal
import subprocess
import time

import pytest

from conftest import BUILD, PASSWORD, Server
from peers import Imap, Lmtp, Refused, flags_of

LONG = bool(os.environ.get("FUMIKURA_LONG"))
SEED = int(os.environ.get("FUMIKURA_SEED", "3"))
SECONDS = float(os.environ.get("FUMIKURA_FAULT_SECONDS", "100000" if LONG else "30"))
USER = "alice@example.org"

# Calls that do the same, and how they may fail.
FAULTS = {
    "openat": ("EIO", "EMFILE", "ENOSPC"),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "writev": ("ENOSPC", "EIO"),
    "pwritev": ("ENOSPC", "EIO"),
    "fdatasync": ("EIO", "ENOSPC"),
    "fsync": ("EIO", "ENOSPC"),
    "rename": ("EIO", "ENOSPC"),
    "renameat": ("EIO", "ENOSPC"),
    "renameat2": ("EIO", "ENOSPC"),
    "linkat": ("EIO", "ENOSPC"),
    "unlink": ("EIO",),
    "unlinkat": ("EIO",),
    "mmap": ("ENOMEM",),
    "ftruncate": ("ENOSPC", "EIO"),
    "fallocate": ("ENOSPC", "EIO"),
    "mkdir": ("ENOSPC", "EIO"),
    "mkdirat": ("ENOSPC", "EIO"),
    "getdents64": ("EIO",),
}
# A sanitizer's own allocator ends the process when it gets no memory.
if b"__asan_init" in (BUILD / "fumikura-imap").read_bytes():
    del FAULTS["mmap"]
CALLS = ",".join("?" + call for call in FAULTS)


def can_trace():
    child = subprocess.Popen(["sleep", "60"])
    try:
        with Trace(child.pid, "-e", "trace=none"):
            return True
    except (OSError, AssertionError):
        return False
    finally:
        child.kill()
        child.wait()


class Trace:
    """strace of a process and its threads; afterwards `lines`."""

    def __init__(self, pid, *words):
        self.pid = pid
        self.words = ["strace", "-f", "-y", "-s", "0", *words, "-p", str(pid)]

    def __enter__(self):
        self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        first = self.process.stderr.readline()
        assert "attached" in first, first
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.lines = self.process.stderr.read().splitlines()
        self.process.wait()
        self.process.stderr.close()


def child_of(parent, program):
    """The newest child that runs this program."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            with open(f"/proc/{pid}/cmdline") as words:
                if int(fields[1]) == parent and program in words.read() and fields[0] != "Z":
                    found.append((int(fields[19]), int(pid)))
        except OSError:
            pass
    assert found, f"no child of {parent}"
    return max(found)[1]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def message(name, size=3000):
    return (f"From: <bob@example.org>\r\nSubject: {name}\r\nMessage-ID: <{name}@faults>\r\n\r\n"
            + f"line of {name}\r\n" * (size // (len(name) + 10))).encode()


class World:
    """A server, and what its one user has been told."""

    def __init__(self):
        self.server = Server("lmtp_workers_max = 1\n")
        self.server.add_user(USER, PASSWORD, "--quota", "1G")
        self.server.start()
        pids = dict((args.split()[0].rsplit("/", 1)[1], pid)
                    for pid, args in reversed(self.server.children()))
        self.zygote, self.lmtp = pids["fumikura-imap"], pids["fumikura-lmtp"]
        self.count, self.highest = 0, {}
        with self.session() as imap:
            for mailbox in ("Other", "Third"):
                imap.command(f"CREATE {mailbox}")
        self.state = self.look()

    class Session:
        def __init__(self, world):
            self.imap = Imap(world.server.imap_port, USER, PASSWORD)

        def __enter__(self):
            return self.imap

        def __exit__(self, *_):
            self.imap.close()

    def session(self):
        return self.Session(self)

    def look(self):
        """{mailbox: {uid: (name, flags, size)}} and the UIDVALIDITYs."""
        mail, validity = {}, {}
        with self.session() as imap:
            for mailbox in ("INBOX", "Other", "Third"):
                validity[mailbox] = imap.select(mailbox)["UIDVALIDITY"]
                mail[mailbox] = {}
                for uid, answer in imap.fetch(
                        "1:*", "UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"):
                    name = re.search(rb"<([^@]+)@faults>", answer)
                    size = re.search(rb"RFC822.SIZE (\d+)", answer)
                    mail[mailbox][uid] = (name and name.group(1).decode(), flags_of(answer),
                                          int(size.group(1)))
        return mail, validity

    def new_name(self):
        self.count += 1
        return f"m{self.count}"

    def append(self, imap, name, mailbox="INBOX", flags=""):
        answer, _ = imap.command(f"APPEND {mailbox} ({flags})", message(name))
        return int(re.search(rb"APPENDUID \d+ (\d+)", answer).group(1))


# ---- what is done under a fault ----
#
# Each prepares, then gives the process to trace, and does its work. The result
# is the peer's answer; expected() says what may be there afterwards.

class Deed:
    def __init__(self, world):
        self.world, self.names = world, []

    def change(self, mail):
        """The mail after success; None stands for a UID not yet known."""
        raise NotImplementedError

    def parts(self, before, after):
        """What else may have arrived if it was refused."""
        return []

    def close(self):
        self.peer.close()


class Delivery(Deed):
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


DEEDS = (Delivery, LargeDelivery, DeliveryAfterLoss, Append, Store, Keyword, Expunge, Copy, Move)


# ---- one run, and what may be there after it ----

def copy_of(mail):
    return {mailbox: dict(messages) for mailbox, messages in mail.items()}


def judge(deed, answer, before, after, highest):
    """What is wrong with what is there now."""
    wrong = []
    wanted = copy_of(before)
    deed.change(wanted)
    done = answer is not None and answer[:2] in (b"25", b"OK")
    for mailbox, messages in after.items():
        new = sorted((name, sorted(flags)) for uid, (name, flags, _) in messages.items()
                     if uid not in before[mailbox])
        arriving = sorted((name, sorted(flags)) for name, flags in wanted[mailbox].pop(None, []))
        allowed = [arriving] if done else [arriving, []] + deed.parts(before, after)
        if new not in allowed:
            wrong.append((mailbox, "new", new, "may be", allowed))
        for uid in messages:
            if uid not in before[mailbox] and uid <= highest.get(mailbox, 0):
                wrong.append((mailbox, "an old UID again", uid))
        for uid, was in before[mailbox].items():
            allowed = [wanted[mailbox].get(uid)] + ([] if done else [was])
            if messages.get(uid) not in allowed:
                wrong.append((mailbox, uid, "is", messages.get(uid), "may be", allowed))
    return wrong


def is_clear(answer):
    return re.match(rb"25\d |45[12] |OK|NO \[(UNAVAILABLE|LIMIT|INUSE)\]", answer)


def attempt(world, kind, call, error, when):
    """One deed with one fault; what is wrong, and what was traced."""
    deed = kind(world)
    pid = deed.prepare()
    before, validity = world.state
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"] if call \
        else ["-e", f"trace={CALLS}"]
    answer, wrong = None, []
    with Trace(pid, *inject) as trace:
        try:
            answer = deed.work()
        except Refused as problem:
            answer = problem.args[0]
        except OSError:
            pass
    deed.close()
    faults = [line for line in trace.lines if "(INJECTED)" in line]
    # Nobody can answer on a connection that fails, nor go on without memory.
    excused = any("<socket" in line or "<UNIX" in line or "<TCP" in line or "MAP_ANONYMOUS" in line
                  for line in faults)
    if answer is None and not excused:
        wrong.append(("no answer",))
    if answer is not None and not is_clear(answer):
        wrong.append(("answer", answer))
    if answer is not None and not faults and answer[:2] not in (b"25", b"OK"):
        wrong.append(("without any fault", answer))
    if not is_alive(pid) and not excused and kind.__base__ in (Deed, Delivery):
        wrong.append(("the worker died",))
    world.state = world.look()
    if world.state[1] != validity:
        wrong.append(("UIDVALIDITY", validity, world.state[1]))
    wrong += judge(deed, answer, before, world.state[0], world.highest)
    done = world.server.run("index", "check", USER)
    if "there is no maildirsize" in done.stdout:
        # It could not be written; the next change makes it.
        with world.session() as imap:
            world.append(imap, world.new_name(), "Third")
        world.state = world.look()
        done = world.server.run("index", "check", USER)
    if done.returncode:
        wrong.append(("index check", done.stdout, done.stderr))
    for mailbox, messages in world.state[0].items():
        world.highest[mailbox] = max([world.highest.get(mailbox, 0), *messages])
    return answer, wrong, faults, trace.lines


def clean(world):
    with world.session() as imap:
        for mailbox in world.state[0]:
            imap.select(mailbox)
            imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)") if world.state[0][mailbox] else None
            imap.command("EXPUNGE")
    world.state = world.look()


def plan(world, rng):
    """All faults: (deed, call, error, when), in an order by chance."""
    faults = []
    for kind in DEEDS:
        for _ in range(2):  # the first may make what is there from then on
            answer, wrong, _, lines = attempt(world, kind, None, None, None)
            assert not wrong and is_clear(answer), (kind, answer, wrong)
        counts = {}
        for line in lines:
            found = re.match(r"(?:\[pid +\d+\] )?(\w+)\(", line)
            if found and found.group(1) in FAULTS:
                counts[found.group(1)] = counts.get(found.group(1), 0) + 1
        for call, count in counts.items():
            for error in FAULTS[call]:
                faults += [(kind, call, error, str(n)) for n in range(1, count + 1)]
                faults += [(kind, call, error, f"{n}+") for n in range(1, count + 1)]
    rng.shuffle(faults)
    return faults


def test_no_failing_call_loses_or_doubles_mail():
    if not shutil.which("strace") or not can_trace():
        pytest.skip("strace can't trace processes here")
    rng = random.Random(SEED)
    end = time.monotonic() + SECONDS
    world = World()
    bad, hit = [], 0
    try:
        faults = plan(world, rng)
        for kind, call, error, when in faults:
            if time.monotonic() > end or len(bad) > 30:
                break
            answer, wrong, injected, _ = attempt(world, kind, call, error, when)
            hit += bool(injected)
            if wrong:
                bad.append((kind.__name__, call, error, when, answer, injected[:3], wrong))
            if sum(map(len, world.state[0].values())) > 40:
                clean(world)
        print(f"seed {SEED}: {len(faults)} faults known, {hit} happened, {len(bad)} bad")
        assert not bad, "\n".join(map(str, bad))
        assert hit > 20
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
