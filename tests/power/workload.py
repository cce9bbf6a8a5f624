# SPDX-License-Identifier: MIT
"""Peers that do what peers do until the disk's time is up."""
import random
import re
import subprocess
import threading
import time

from modseq import Modseqs
from peers import Imap, Lmtp
from ledger import Box

USERS = ("alice", "bob")
FLAGS = ("\\Seen", "\\Answered", "\\Flagged", "\\Draft", "work", "$Later")
LEAST = 600  # steps of all peers
KEYWORDS = tuple(f"k{n}" for n in range(32))  # more than there are letters


def domain_of(user):
    return f"{user}@example.org"


def make_message(name, rng):
    size = rng.choice((100, 900, 3000, 3000, 9000))
    if rng.random() < 0.01:
        size = 300000  # more than is held in memory
    body = b"".join(b"%s line %d %s\r\n" % (name.encode(), n, b"x" * rng.randrange(60))
                    for n in range(size // 40 + 1))
    return (b"From: Bob <bob@example.org>\r\nTo: Alice <alice@example.org>\r\n"
            b"Subject: %s\r\nMessage-ID: <%s@power>\r\n"
            b"Date: Sun, 22 Nov 2026 10:00:00 +0900\r\n\r\n" % (name.encode(), name.encode()) + body)


def some_flags(rng, least):
    return frozenset(rng.sample(FLAGS, rng.randint(least, 3)) + rng.sample(KEYWORDS, rng.choice((0, 0, 1, 2))))


def name_of(answer):
    found = re.search(rb"(?i)Message-ID: <([^@]+)@power>", answer)
    return found.group(1).decode() if found else None


class Peer(threading.Thread):
    def __init__(self, server, disk, ledgers, seed, stop):
        super().__init__(daemon=True)
        self.server, self.disk, self.ledgers, self.stop = server, disk, ledgers, stop
        self.rng, self.seed, self.problem, self.did = random.Random(seed), seed, None, 0
        self.client = None

    def run(self):
        try:
            self.begin()
            while not self.stop.is_set():
                self.work()
                self.did += 1
        except Exception as problem:
            self.problem = problem
            self.stop.set()
        finally:
            self.client.close()


class Mta(Peer):
    def begin(self):
        self.client = Lmtp(self.server.dir / "run" / "lmtp")

    def work(self):
        name = f"d{self.seed}-{self.did}"
        users = self.rng.choice((USERS[:1], USERS[1:], USERS[:1], USERS[1:], USERS))
        message = make_message(name, self.rng)
        tokens = [self.ledgers[user].add(name, message) for user in users]
        steps = [token.begin(self.disk.count(), {self.ledgers[user].inbox: frozenset()})
                 for user, token in zip(users, tokens)]
        answers = self.client.deliver(message, [domain_of(user) for user in users])
        for step, answer in zip(steps, answers):
            assert answer.startswith(b"250"), answer
            step.end = self.disk.count()
        if self.rng.random() < 0.05:
            self.client.close()
            self.begin()
        time.sleep(self.rng.uniform(0, 0.02))


class Reader(Peer):
    """Tells what a session sees, also what nobody has answered for yet."""

    def begin(self):
        self.user = USERS[self.seed % len(USERS)]
        self.ledger = self.ledgers[self.user]
        self.client = Imap(self.server.imap_port, domain_of(self.user), self.server.password)
        self.last = 0
        self.client.select("INBOX")

    def work(self):
        box = self.ledger.inbox
        if self.rng.random() < 0.1:
            selected = self.client.select("INBOX", "EXAMINE")
            self.ledger.hear(self.disk.count(), box, selected)
        self.client.command("NOOP")
        last = self.last
        for uid, answer in self.client.fetch(f"{self.last + 1}:*",
                                           "UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"):
            if uid > self.last:
                self.ledger.tell(self.disk.count(), box, uid, name_of(answer))
                self.ledger.tokens[name_of(answer)].uid[box] = uid
                last = uid
        self.last = last
        time.sleep(self.rng.uniform(0, 0.05))


class Owner(Peer):
    """All other changes of one user's mail."""

    def begin(self):
        self.user = USERS[self.seed % len(USERS)]
        self.ledger = self.ledgers[self.user]
        self.client = Imap(self.server.imap_port, domain_of(self.user), self.server.password)
        self.made = 0
        for _ in range(3):
            self.create()

    def work(self):
        getattr(self, self.rng.choice(
            ["append"] * 3 + ["store"] * 4 + ["move"] * 3 + ["copy"] * 2 + ["expunge"] * 3
            + ["create", "rename", "rename", "delete", "look"]))()
        time.sleep(self.rng.uniform(0, 0.02))

    # ---- mailboxes ----

    def some_box(self, not_inbox=False):
        boxes = [box for box in self.ledger.boxes[not_inbox:] if box.now()]
        return self.rng.choice(boxes) if boxes else None

    def create(self):
        if len([box for box in self.ledger.boxes if box.now()]) > 6:
            return
        parent = self.some_box(True)
        self.made += 1
        name = f"Box{self.made}"
        if parent and self.rng.random() < 0.3:
            name = f"{parent.now()}.{name}"
        box = Box(name)
        self.ledger.boxes.append(box)
        step = box.begin(self.disk.count(), name)
        self.client.command(f"CREATE {name}")
        step.end = self.disk.count()
        selected = self.client.select(name, "EXAMINE")
        self.ledger.hear(self.disk.count(), box, selected)

    def rename(self):
        box = self.some_box(True)
        if not box:
            return
        self.made += 1
        old, new, start = box.now(), f"Name{self.made}", self.disk.count()
        steps = [each.begin(start, new + each.now()[len(old):]) for each in self.ledger.boxes
                 if each.now() and (each is box or each.now().startswith(old + "."))]
        self.client.command(f"RENAME {old} {new}")
        for step in steps:
            step.end = self.disk.count()

    def delete(self):
        box = self.some_box(True)
        if not box or self.rng.random() < 0.5:
            return
        self.client.select("INBOX")
        step = box.begin(self.disk.count(), None)
        self.client.command(f"DELETE {box.steps[-2].state}")
        step.end = self.disk.count()
        with self.ledger.lock:
            tokens = list(self.ledger.tokens.values())
        for token in tokens:
            token.uid.pop(box, None)

    def look(self):
        """At mod-sequences: for that no command has to say them."""
        seen = Modseqs().look(self.server.maildir(domain_of(self.user)))
        self.ledger.seen.append((self.disk.count(), list(seen.values())))

    # ---- messages ----

    def pick(self, box, count):
        """Settled messages in it with known UIDs."""
        with self.ledger.lock:
            tokens = list(self.ledger.tokens.values())
        fit = [token for token in tokens
               if token.settled() and box in token.now() and box in token.uid]
        return self.rng.sample(fit, min(len(fit), count))

    def step(self, tokens, change):
        start = self.disk.count()
        return [token.begin(start, change(dict(token.now()))) for token in tokens]

    def settle(self, steps):
        end = self.disk.count()
        for step in steps:
            step.end = end

    def choose(self):
        box = self.some_box()
        tokens = self.pick(box, self.rng.randint(1, 6))
        if tokens:
            selected = self.client.select(box.now())
            self.ledger.hear(self.disk.count(), box, selected)
        return box, tokens, ",".join(str(token.uid[box]) for token in tokens)

    def append(self):
        box = self.some_box()
        flags = some_flags(self.rng, 0)
        name = f"a{self.seed}-{self.did}"
        token = self.ledger.add(name, make_message(name, self.rng))
        steps = self.step([token], lambda state: {box: flags})
        answer, _ = self.client.command(f"APPEND {box.now()} ({' '.join(flags)})", token.message)
        self.settle(steps)
        token.uid[box] = int(re.search(rb"APPENDUID \d+ (\d+)", answer).group(1))
        self.ledger.tell(steps[0].end, box, token.uid[box], name)

    def store(self):
        box, tokens, uids = self.choose()
        if not tokens:
            return
        flags = some_flags(self.rng, 1)
        how = self.rng.choice(("", "+", "-"))

        def change(state):
            state[box] = {"": flags, "+": state[box] | flags, "-": state[box] - flags}[how]
            return state
        steps = self.step(tokens, change)
        self.client.command(f"UID STORE {uids} {how}FLAGS.SILENT ({' '.join(flags)})")
        self.settle(steps)

    def carry(self, verb):
        box, tokens, _ = self.choose()
        to = self.some_box()
        tokens = [token for token in tokens if to not in token.now()]
        if not tokens:
            return

        def change(state):
            state[to] = state[box]
            if verb == "MOVE":
                del state[box]
            return state
        steps = self.step(tokens, change)
        uids = ",".join(str(token.uid[box]) for token in tokens)
        answer, untagged = self.client.command(f"UID {verb} {uids} {to.now()}")
        self.settle(steps)
        self.note_copied(b"".join(untagged) + answer, tokens, box, to, steps[0].end)

    def note_copied(self, text, tokens, box, to, when):
        old, new = re.search(rb"COPYUID \d+ (\S+) ([0-9:,]+)", text).group(1, 2)
        new_of = dict(zip(numbers(old), numbers(new)))
        for token in tokens:
            token.uid[to] = new_of[token.uid[box]]
            self.ledger.tell(when, to, token.uid[to], token.name)
            if box not in token.now():
                del token.uid[box]

    def move(self):
        self.carry("MOVE")

    def copy(self):
        self.carry("COPY")

    def expunge(self):
        box, tokens, uids = self.choose()
        if not tokens:
            return

        def mark(state):
            state[box] = state[box] | {"\\Deleted"}
            return state

        def remove(state):
            del state[box]
            return state
        steps = self.step(tokens, mark)
        self.client.command(f"UID STORE {uids} +FLAGS.SILENT (\\Deleted)")
        self.settle(steps)
        steps = self.step(tokens, remove)
        self.client.command(f"UID EXPUNGE {uids}")
        self.settle(steps)
        for token in tokens:
            del token.uid[box]


def numbers(uid_set):
    found = []
    for part in uid_set.decode().split(","):
        first, _, last = part.partition(":")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def use_up_uids(server, user):
    """So that the ceiling of the UIDs, 1,000, is raised during the run."""
    imap = Imap(server.imap_port, domain_of(user), server.password)
    imap.command("APPEND INBOX", make_message("first", random.Random(0)))
    imap.select("INBOX")
    for count in [2 ** n for n in range(9)] + [400]:
        imap.command(f"COPY 1:{count} INBOX")
    imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)")
    imap.command("EXPUNGE")
    imap.close()


def run(server, disk, ledgers, seed, seconds):
    """All peers, until they have worked that long, and long enough on a slow machine."""
    stop = threading.Event()
    peers = [kind(server, disk, ledgers, 2 * (seed * 100 + n) + which, stop)
             for n, kind in enumerate((Mta, Mta, Reader, Owner)) for which in range(len(USERS))]
    for peer in peers:
        peer.start()
    # Others sync now and then: old states of all files get to the disk too.
    for part in range(1, 5):
        stop.wait(seconds / 4)
        end = time.monotonic() + 120
        while not stop.is_set() and time.monotonic() < end and sum(peer.did for peer in peers) < LEAST * part / 4:
            stop.wait(0.1)
        if part < 4:
            subprocess.run(["sync", "-f", disk.point], check=True)
    stop.set()
    for peer in peers:
        peer.join(120)
    problems = [f"{type(peer).__name__}: {peer.problem!r}" for peer in peers if peer.problem]
    assert not problems, problems
