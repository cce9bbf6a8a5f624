# SPDX-License-Identifier: MIT
"""
The power fails, at many points of one run: what anybody was told holds.

The run is recorded once. For each cut the disk is made as it may have been
then (see disk.py), mounted, which replays its journal, and a server is
started on it. The machine has not really been restarted, so the boot id is
the same: the index has to be distrusted for its mount alone.
"""
import os
import random
import re
import shutil

import pytest

import disk as disks
import workload
from peers import Imap, Lmtp, flags_of, literal_of
from conftest import PASSWORD, system
from ledger import Ledger
from modseq import Modseqs
from workload import USERS, name_of

LONG = bool(os.environ.get("FUMIKURA_LONG"))
SECONDS = float(os.environ.get("FUMIKURA_POWER_SECONDS", "5"))
CUTS = int(os.environ.get("FUMIKURA_POWER_CUTS", "56"))
# Cuts of XFS take longer: its log is larger.
RUNS = [(disks.EXT4, CUTS, n) for n in range(18 if LONG else 1)] + \
       [(disks.XFS, CUTS if LONG else CUTS // 4, n) for n in range(4 if LONG else 1)]
SEED = int(os.environ.get("FUMIKURA_SEED", "5"))
SLOTS = 8


def add_users(server, domains):
    for domain in domains:
        for user in USERS:
            server.add_user(f"{user}@{domain}")


def make_root(server, domain):
    """The folder of a domain, to be mounted on."""
    mail = server.dir / "mail"
    mail.mkdir(exist_ok=True)
    shutil.chown(mail, "vmail", "vmail")
    (mail / domain).mkdir()
    return mail / domain


@pytest.fixture(params=RUNS, ids=[f"{kind.name}-{n}" for kind, _, n in RUNS])
def recorded(request):
    """(disk, ledgers, seed, number of cuts) after the run."""
    kind, cuts, number = request.param
    reason = kind.missing()
    if reason:
        pytest.skip(reason)
    seed = SEED + number
    server = system.Server()
    server.password = PASSWORD
    add_users(server, ["example.org"])
    disk = disks.LoggedDisk(kind, make_root(server, "example.org"))
    ledgers = {user: Ledger() for user in USERS}
    try:
        shutil.chown(disk.point, "vmail", "vmail")
        server.start()
        for user in USERS:
            workload.use_up_uids(server, user)
        disks.run("sync", "-f", disk.point)
        disk.begun = disk.count()
        workload.run(server, disk, ledgers, seed, SECONDS)
        server.stop()
        disk.close()
        yield disk, ledgers, seed, cuts
    finally:
        server.remove()
        disk.remove()


def choose_cuts(disk, ledgers, count, rng):
    """Half of them just after something was acknowledged."""
    entries = disk.entries()
    flushes = [at + 1 for at in range(disk.begun, len(entries)) if entries[at][0] & disks.FLUSH]
    ends = [step.end for ledger in ledgers.values()
            for history in list(ledger.tokens.values()) + ledger.boxes
            for step in history.steps if step.end]
    cuts = {len(entries)}
    while len(cuts) < count:
        kind = rng.random()
        cuts.add(rng.choice(ends) if kind < 0.5 else rng.choice(flushes) if kind < 0.75
                 else rng.randrange(disk.begun, len(entries)))
    return sorted(cuts)


class Found:
    """All that a client can see of one user's mail."""

    def __init__(self, imap):
        self.boxes, self.where, self.uids = {}, {}, {}
        for quoted, plain in imap.mailboxes():
            name = (quoted or plain).decode()
            self.boxes[name] = imap.select(name)
            self.uids[name] = {}
            for uid, answer in imap.fetch("1:*", "UID FLAGS BODY.PEEK[]"):
                token, message = name_of(answer), literal_of(answer)
                assert uid not in self.uids[name], (name, uid)
                self.uids[name][uid] = token
                self.where.setdefault(token, []).append((name, flags_of(answer), message))


class Check:
    """One user after one cut."""

    def __init__(self, server, address, ledger, cut):
        self.server, self.address, self.ledger, self.cut = server, address, ledger, cut
        self.names, self.wrong = {}, []

    def bad(self, *what):
        self.wrong.append((self.cut, self.address) + what)

    def run(self):
        imap = Imap(self.server.imap_port, self.address, PASSWORD)
        found = Found(imap)
        self.find_boxes(found)
        for token in self.ledger.tokens.values():
            self.check_token(found, token)
        for stranger in set(found.where) - set(self.ledger.tokens):
            self.bad("a message that nobody sent", stranger)
        self.check_uids(found)
        self.check_modseqs()
        self.check_new_mail(imap, found)
        self.check_size()
        done = self.server.run("index", "check", self.address)
        if done.returncode:
            self.bad("index check", done.stdout)
        imap.close()

    def find_boxes(self, found):
        left = set(found.boxes)
        for box in self.ledger.boxes:
            states = box.at(self.cut)
            here = [state for state in states if state in left]
            if not here and None not in states:
                self.bad("no mailbox", states)
            if len(here) > 1:
                self.bad("a mailbox twice", here)
            self.names[box] = here[0] if here else None
            left -= set(here)
        if left:
            self.bad("mailboxes that nobody made", left)

    def check_token(self, found, token):
        here = found.where.get(token.name, [])
        got = sorted((name, sorted(flags)) for name, flags, _ in here)
        states = [sorted((self.names[box], sorted(flags)) for box, flags in state.items()
                         if self.names[box]) for state in token.at(self.cut)]
        if got not in states:
            self.bad("message", token.name, "is", got, "may be", states)
        for name, _, message in here:
            if not message.endswith(token.message):
                self.bad("torn", token.name, name)

    def check_uids(self, found):
        for when, box, uid, token in self.ledger.told:
            name = self.names[box]
            if when > self.cut or not name:
                continue
            if found.uids[name].get(uid, token) != token:
                self.bad("UID of another", name, uid, token, found.uids[name][uid])
            if found.boxes[name]["UIDNEXT"] <= uid:
                self.bad("UIDNEXT", found.boxes[name], uid)
        for when, box, selected in self.ledger.heard:
            name = self.names[box]
            if when > self.cut or not name:
                continue
            now = found.boxes[name]
            if now["UIDVALIDITY"] != selected["UIDVALIDITY"] \
                    or any(now[key] < value for key, value in selected.items()):
                self.bad("fallen back", name, now, selected)

    def check_modseqs(self):
        """No mailbox and no message has fallen back."""
        here = {(box.identity, box.validity): box
                for box in Modseqs().look(self.server.maildir(self.address)).values()}
        for when, boxes in self.ledger.seen:
            for was in boxes if when <= self.cut else []:
                now = here.get((was.identity, was.validity))
                if now and (now.modseq < was.modseq or any(
                        uid in now.messages and now.messages[uid][0] < modseq
                        for uid, (modseq, _) in was.messages.items())):
                    self.bad("modseq fell", was.identity, was.modseq, now.modseq)

    def check_new_mail(self, imap, found):
        lmtp = Lmtp(self.server.dir / "run" / "lmtp")
        message = workload.make_message("after", random.Random(1))
        answers = list(lmtp.deliver(message, [self.address]))
        lmtp.close()
        if not answers[0].startswith(b"250"):
            self.bad("new mail", answers)
        answer, _ = imap.command("APPEND INBOX", message)
        given = [int(re.search(rb"APPENDUID \d+ (\d+)", answer).group(1))]
        imap.select("INBOX")
        before = found.boxes["INBOX"]["UIDNEXT"]
        given += [uid for uid, _ in imap.fetch(f"{before}:*", "UID")]
        if sorted(given) != [before, before + 1, before + 1]:
            self.bad("UIDs of new mail", given, before)

    def check_size(self):
        """maildirsize tells the truth."""
        root = self.server.maildir(self.address)
        lines = (root / "maildirsize").read_text().splitlines()[1:]
        told = [sum(int(line.split()[n]) for line in lines) for n in range(2)]
        files = [name for place in ("cur", "new") for folder in root.glob(f"**/{place}")
                 if not folder.parent.name.startswith("..")  # a folder that is being removed
                 for name in os.listdir(folder)]
        sizes = [int(re.search(r",S=(\d+)", name).group(1)) for name in files]
        if told != [sum(sizes), len(sizes)]:
            self.bad("maildirsize", told, sum(sizes), len(sizes))


def check_batch(server, slots, ledgers, reasons):
    """[(slot's domain, cut)], mounted. What is wrong; why each index was not trusted."""
    wrong, had = [], []
    for domain, cut in slots:
        had += [f"{user}@{domain}" for user in USERS
                if (server.maildir(f"{user}@{domain}") / ".fumikura" / "index.mdb").exists()]
    offset = len(server.log_text())
    server.start()
    try:
        for domain, cut in slots:
            for user in USERS:
                check = Check(server, f"{user}@{domain}", ledgers[user], cut)
                try:
                    check.run()
                except Exception as problem:
                    check.bad(repr(problem))
                wrong += check.wrong
    finally:
        server.stop()
    log = server.log_text()[offset:]
    reasons.update(re.findall(r"index-dropped.*reason=(\S+)", log))
    for address in had:
        if not re.search(rf"index-dropped.*{server.maildir(address)}/.*reason=(other-|no-mark)", log):
            wrong.append((address, "index was trusted"))
    if "assert" in log or "index-damaged" in log:
        wrong.append((slots, log))
    return wrong


def test_what_was_told_outlives_the_power(recorded):
    disk, ledgers, seed, count = recorded
    rng = random.Random(seed)
    cuts = choose_cuts(disk, ledgers, count, rng)
    replay = disks.Replay(disk)
    checker = system.Server()
    domains = [f"slot{n}.example.org" for n in range(SLOTS)]
    add_users(checker, domains)
    points = {domain: make_root(checker, domain) for domain in domains}
    wrong, reasons, again = [], set(), False
    try:
        for first in range(0, len(cuts), SLOTS):
            slots = list(zip(domains, cuts[first:first + SLOTS]))
            mounted = []
            try:
                for domain, cut in slots:
                    image = disk.dir / domain
                    replay.cut(cut, image, rng)
                    # The first has the device number of before the cut.
                    again |= disks.mount(disk.kind, image, points[domain], disk.device) == disk.device
                    mounted.append(points[domain])
                wrong += check_batch(checker, slots, ledgers, reasons)
            finally:
                for point in mounted:
                    disks.unmount(point)
            if len(wrong) > 20:
                break
    finally:
        checker.remove()
    tokens = [token for ledger in ledgers.values() for token in ledger.tokens.values()]
    print(f"{disk.kind.name}, seed {seed}: {len(tokens)} messages, {sum(len(token.steps) for token in tokens)} steps, "
          f"{len(cuts)} cuts in {cuts[-1]} entries")
    assert not wrong, "\n".join(map(str, wrong[:30]))
    assert len(tokens) > 100
    assert "other-mount" in reasons or not again, reasons
