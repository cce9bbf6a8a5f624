# SPDX-License-Identifier: MIT
"""Makes system calls of a worker fail (strace injects the error) and judges what a user's mail is like then."""
import os
import re
import signal
import subprocess

from conftest import BUILD, PASSWORD, Server
from peers import Imap, Lmtp, Refused, flags_of

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
        """{mailbox: {uid: (name, flags, size)}}, the UIDVALIDITYs, the subscribed names."""
        mail, validity = {}, {}
        with self.session() as imap:
            _, lines = imap.command('LSUB "" "*"')
            subscribed = {line.split()[-1].strip(b'"').decode() for line in lines}
            for quoted, plain in sorted(imap.mailboxes()):
                mailbox = (quoted or plain).decode()
                validity[mailbox] = imap.select(mailbox)["UIDVALIDITY"]
                mail[mailbox] = {}
                for uid, answer in imap.fetch(
                        "1:*", "UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"):
                    name = re.search(rb"<([^@]+)@faults>", answer)
                    size = re.search(rb"RFC822.SIZE (\d+)", answer)
                    mail[mailbox][uid] = (name and name.group(1).decode(), flags_of(answer),
                                          int(size.group(1)))
        return mail, validity, subscribed

    def new_name(self):
        self.count += 1
        return f"m{self.count}"

    def append(self, imap, name, mailbox="INBOX", flags=""):
        answer, _ = imap.command(f"APPEND {mailbox} ({flags})", message(name))
        return int(re.search(rb"APPENDUID \d+ (\d+)", answer).group(1))


# ---- one run, and what may be there after it ----

def copy_of(mail):
    return {mailbox: dict(messages) for mailbox, messages in mail.items()}


def judge(deed, answer, before, after, highest):
    """What is wrong with what is there now."""
    done = answer is not None and answer[:2] in (b"25", b"OK")
    wanted, base = copy_of(before), copy_of(before)
    deed.change(wanted)
    deed.reshape(wanted)
    if set(after) == set(wanted):
        deed.reshape(base)
    elif not done and set(after) == set(before):
        wanted = copy_of(before)
    else:
        return [("mailboxes", sorted(after), "may be", sorted(wanted))]
    return [wrong for mailbox in after
            for wrong in judge_box(deed, done, mailbox, base, wanted, after, highest)]


def judge_box(deed, done, mailbox, before, wanted, after, highest):
    messages = after[mailbox]
    new = sorted((name, sorted(flags)) for uid, (name, flags, _) in messages.items()
                 if uid not in before[mailbox])
    arriving = sorted((name, sorted(flags)) for name, flags in wanted[mailbox].pop(None, []))
    allowed = [arriving] if done else [arriving, []] + deed.parts(before, after)
    if new not in allowed:
        yield mailbox, "new", new, "may be", allowed
    for uid in messages:
        if uid not in before[mailbox] and uid <= highest.get(mailbox, 0):
            yield mailbox, "an old UID again", uid
    for uid, was in before[mailbox].items():
        allowed = [wanted[mailbox].get(uid)] + ([] if done else [was])
        if messages.get(uid) not in allowed:
            yield mailbox, uid, "is", messages.get(uid), "may be", allowed


def judge_state(deed, answer, before, after, highest):
    """The same with UIDVALIDITYs and subscriptions."""
    wrong = judge(deed, answer, before[0], after[0], highest)
    validity, subscribed = dict(before[1]), set(before[2])
    if set(after[0]) != set(before[0]):
        deed.reshape(validity)
    for mailbox, was in validity.items():
        if was and after[1].get(mailbox) != was:
            wrong.append(("UIDVALIDITY", mailbox, was, after[1].get(mailbox)))
    deed.subscribe(subscribed)
    done = answer is not None and answer.startswith(b"OK")
    if after[2] not in ([subscribed] if done else [subscribed, before[2]]):
        wrong.append(("subscribed", after[2], "may be", subscribed))
    return wrong


def is_clear(answer):
    return re.match(rb"25\d |45[12] |OK|NO \[(UNAVAILABLE|LIMIT|INUSE)\]", answer)


def attempt(world, kind, call, error, when):
    """One deed with one fault; what is wrong, and what was traced."""
    deed = kind(world)
    pid = deed.prepare()
    before = world.state
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
    if not is_alive(pid) and not excused and kind.outlives:
        wrong.append(("the worker died",))
    world.state = world.look()
    wrong += judge_state(deed, answer, before, world.state, world.highest)
    done = world.server.run("index", "check", USER)
    if "there is no maildirsize" in done.stdout:
        # It could not be written; the next change makes it.
        with world.session() as imap:
            world.append(imap, world.new_name(), "Third")
        world.state = world.look()
        done = world.server.run("index", "check", USER)
    if done.returncode:
        wrong.append(("index check", done.stdout, done.stderr))
    if deed.tidy():
        world.state = world.look()
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
