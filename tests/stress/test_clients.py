# SPDX-License-Identifier: MIT
"""
Many clients at once on few mailboxes of one user, plain ones and ones with CONDSTORE and QRESYNC. Each
does random things and believes only what it is told (clients.py). Then all rest, and what each believes
must be what a fresh session sees.

FUMIKURA_SEED=n replays the choices of one run; FUMIKURA_LONG=1: minutes.
"""
import os
import random
import threading
import time

from clients import Client, Gone, Truth, USER, Wrong, as_set, members, need
from conftest import system

BOXES = ["INBOX", "Work", "Archive"]
KINDS = ["plain", "plain", "condstore", "condstore", "qresync", "qresync", "qresync", "plain"]
FLAGS = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "$Forwarded", "$label"]
FULL = 40  # messages, from which on more are deleted than made
LONG = bool(os.environ.get("FUMIKURA_LONG"))
SECONDS = 300 if LONG else 20
STEPS = 60 if LONG else 12  # of each client between two looks


class Player(Client):
    """A client that does random things."""

    def __init__(self, server, truth, kind, number, seed):
        self.rng = random.Random(f"{seed} {number}")
        self.messages = 0
        super().__init__(server, truth, kind, number)
        self.enter(BOXES[number % len(BOXES)])

    def enter(self, name):
        self.select(name)
        self.fill()

    def step(self):
        if self.view is None:
            self.enter(self.rng.choice(BOXES))
        crowded = len(self.view.numbers) > FULL
        self.rng.choice([
            self.store, self.store, self.store, self.store_own, self.store_own, self.store_if_unchanged,
            self.look, self.look, self.noop, self.idle, self.copy, self.move, self.return_later,
            self.return_later, self.change_box, self.expunge if crowded else self.append,
            self.expunge, self.append, self.search,
        ])()
        if self.view:
            self.fill()

    def pick(self):
        """Some messages: their UIDs, and the set to name them by, of UIDs or numbers."""
        uids = [uid for uid in self.view.numbers if uid]
        uids = self.rng.sample(uids, min(len(uids), self.rng.choice([1, 1, 2, 5, 20])))
        if self.rng.random() < 0.5:
            return uids, "UID ", as_set(uids)
        return uids, "", as_set(self.view.numbers.index(uid) + 1 for uid in uids)

    # ---- what it does ----

    def append(self):
        self.messages += 1
        flags = " ".join(self.rng.sample(FLAGS, self.rng.choice([0, 1, 2])))
        text = f"X-Test: c{self.number}m{self.messages}\r\nSubject: test\r\n\r\nA line.\r\n"
        self.ok(f"APPEND {self.rng.choice(BOXES)} ({flags})", literal=text)

    def change(self, uids, prefix, names, verb, flags, condition=""):
        """STORE, and what it means for what is known."""
        names_of = {name.lower() for name in flags}

        def apply(before):
            return before | names_of if verb[0] == "+" else before - names_of
        silent = self.rng.random() < 0.5
        if silent:
            self.pending = {uid: apply for uid in uids}
        word = self.command(f"{prefix}STORE {names} {condition}{verb}FLAGS{'.SILENT' if silent else ''} "
                            f"({' '.join(flags)})", silent=not prefix)
        need(word == "OK", "STORE:", self.trace[-1])
        modified = set()
        if self.code.startswith("MODIFIED "):
            modified = set(members(self.code.split()[1]))
            if not prefix:
                modified = {self.view.numbers[number - 1] for number in modified}
        for uid, change in self.pending.items():
            known = self.view.known.get(uid)
            if known and known.flags is not None and uid not in modified:
                known.flags = change(known.flags)
        self.pending = {}
        return modified

    def store(self):
        uids, prefix, names = self.pick()
        if uids:
            self.change(uids, prefix, names, self.rng.choice("+-"),
                        self.rng.sample(FLAGS + ["\\Deleted"], self.rng.choice([1, 1, 2])))

    def store_own(self, condition=""):
        uids, prefix, names = self.pick()
        if not uids:
            return
        before = {uid: self.view.own.pop(uid, None) for uid in uids}
        verb = self.rng.choice("+-")
        # While the command runs, either may be told.
        modified = self.change(uids, prefix, names, verb, [self.keyword], condition)
        for uid in uids:
            if uid in self.view.known:
                self.view.own[uid] = before[uid] if uid in modified else verb == "+"
                if self.view.own[uid] is None:
                    del self.view.own[uid]

    def store_if_unchanged(self):
        if self.kind != "plain":
            self.store_own(f"(UNCHANGEDSINCE {self.view.high}) ")

    def look(self):
        uids, prefix, names = self.pick()
        if uids:
            # What is gone and not told yet makes NO of it.
            self.command(f"{prefix}FETCH {names} (FLAGS UID)", silent=not prefix)

    def search(self):
        if self.kind == "plain":
            self.ok("SEARCH UNSEEN", silent=True)
        else:
            self.ok(f"SEARCH MODSEQ {max(1, self.view.high - 5)}", silent=True)
        need(all(1 <= number <= len(self.view.numbers) for number in self.found), "SEARCH found", self.found)

    def noop(self):
        self.ok("NOOP")

    def idle(self):
        self.tags += 1
        self.send(f"t{self.tags} IDLE")
        self.seen_modseq, self.code_modseq = 0, None
        while not (line := self.line()).startswith("+"):
            self.untagged(line)
        self.send("DONE")
        while not (line := self.line()).startswith(f"t{self.tags} "):
            self.untagged(line)
        need(self.finish(line.partition(" ")[2]) == "OK", line)

    def copy(self):
        uids, prefix, names = self.pick()
        if uids:
            self.command(f"{prefix}COPY {names} {self.rng.choice(BOXES)}")

    def move(self):
        uids, prefix, names = self.pick()
        if uids:
            self.command(f"{prefix}MOVE {names} {self.rng.choice(BOXES)}")

    def expunge(self):
        uids, prefix, names = self.pick()
        if not uids:
            return
        self.change(uids, prefix, names, "+", ["\\Deleted"])
        if self.rng.random() < 0.5:
            self.ok("EXPUNGE")
        elif self.rng.random() < 0.5:
            self.ok(f"UID EXPUNGE {as_set(uids)}")
        else:
            self.ok("CLOSE")
            self.view = None

    def change_box(self):
        self.ok(self.rng.choice(["UNSELECT", "CLOSE"]))
        self.enter(self.rng.choice(BOXES))

    def return_later(self):
        """Away, in the middle of something or not, and back with what it knew."""
        old = self.view
        if self.rng.random() < 0.5:
            self.drop()
            self.connect()
        else:
            self.ok("UNSELECT")
            self.view = None
        self.messages += 1
        if self.kind == "plain":
            self.enter(old.name)
        else:
            self.come_back(old)

    def check(self, truth):
        """All rest: what it knows is what there is."""
        if self.view is None:
            return
        self.ok("NOOP")
        self.fill()
        there = truth[self.view.name]
        need(self.view.numbers == sorted(there), "the view of", self.view.name, "is", self.view.numbers,
             "and there is", sorted(there))
        for uid, (flags, modseq) in there.items():
            known = self.view.known[uid]
            need(known.flags == flags, "UID", uid, "has", sorted(flags), "and the client knows", sorted(known.flags))
            need(self.kind == "plain" or known.modseq == modseq, "MODSEQ of", uid, "is", modseq, "not", known.modseq)


class Game:
    def __init__(self, server, seed):
        self.server, self.truth, self.seed = server, Truth(), seed
        first = Client(server, self.truth, "plain", 0)
        for name in BOXES[1:]:
            first.ok(f"CREATE {name}")
        first.drop()
        self.players = [Player(server, self.truth, kind, number + 1, seed) for number, kind in enumerate(KINDS)]
        self.barrier = threading.Barrier(len(self.players) + 1)
        self.over = False
        self.failures = []

    def whole(self):
        """{mailbox: {uid: (flags, modseq)}} of a fresh session."""
        look = Client(self.server, self.truth, "condstore", 0)
        found = {}
        for name in BOXES:
            look.select(name, verb="EXAMINE")
            if look.view.numbers:
                look.ok("UID FETCH 1:* (FLAGS MODSEQ BODY.PEEK[HEADER.FIELDS (X-TEST)])")
            found[name] = {uid: (known.flags, known.modseq) for uid, known in look.view.known.items()}
            need(sorted(found[name]) == look.view.numbers, "not all were told")
        look.drop()
        return found

    def play(self, player):
        try:
            while True:
                self.barrier.wait()
                if self.over:
                    return
                for _ in range(STEPS):
                    player.step()
                self.barrier.wait()
        except threading.BrokenBarrierError:
            pass
        except (Wrong, Gone, OSError) as problem:
            self.failures.append((player, problem))
            self.barrier.abort()

    def report(self):
        for player, problem in self.failures:
            print(f"\nseed {self.seed}, client {player.number} ({player.kind}): {type(problem).__name__} {problem}")
            print("\n".join(player.trace[-60:]))

    def run(self, seconds):
        threads = [threading.Thread(target=self.play, args=(player,)) for player in self.players]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        rounds = 0
        try:
            while not self.over:
                self.barrier.wait()
                self.barrier.wait()
                truth = self.whole()
                for player in self.players:
                    try:
                        player.check(truth)
                    except (Wrong, Gone) as problem:
                        self.failures.append((player, problem))
                        self.barrier.abort()
                        raise threading.BrokenBarrierError from None
                rounds += 1
                self.over = time.monotonic() > end
            self.barrier.wait()
        except threading.BrokenBarrierError:
            pass
        for thread in threads:
            thread.join()
        self.report()
        assert not self.failures, f"seed {self.seed}"
        return rounds


def test_many_clients_agree():
    seed = int(os.environ.get("FUMIKURA_SEED") or random.randrange(1 << 30))
    print("seed", seed)
    server = system.Server()
    try:
        server.add_user(USER)
        server.start()
        game = Game(server, seed)
        rounds = game.run(SECONDS)
        print("rounds", rounds)
        for player in game.players:
            player.drop()
    finally:
        server.remove()
