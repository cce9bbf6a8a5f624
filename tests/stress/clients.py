# SPDX-License-Identifier: MIT
"""
Clients that believe what the server tells them, for test_clients: each keeps a view of its mailbox from
untagged answers alone and finds out whenever two answers can't both be true.
"""
import re
import socket

USER = "alice@example.org"
PASSWORD = "correct horse"
SECONDS = 120  # until an answer is missed


class Wrong(Exception):
    pass


class Gone(Exception):
    """The connection has ended where that was to be."""


def need(condition, *what):
    if not condition:
        raise Wrong(" ".join(str(part) for part in what))


def members(text):
    """"1:3,7" → 1 2 3 7"""
    for part in text.split(","):
        first, _, last = part.partition(":")
        yield from range(int(first), int(last or first) + 1)


def as_set(numbers):
    return ",".join(str(number) for number in sorted(numbers))


class Known:
    """What a client knows of one message."""

    def __init__(self):
        self.flags = None
        self.modseq = None


class Truth:
    """What all clients together know for sure."""

    def __init__(self):
        self.content = {}  # (mailbox id, uid) → identity of the message
        self.high = {}     # mailbox id → HIGHESTMODSEQ once told

    def saw(self, box, uid, identity):
        before = self.content.setdefault((box, uid), identity)
        need(before == identity, "UID", uid, "of", box, "was", before, "and is", identity)


class View:
    """One selected mailbox as a client sees it."""

    def __init__(self, name):
        self.name = name
        self.box = None       # MAILBOXID
        self.validity = None
        self.high = 0         # the modseq to come back with (RFC 7162 section 6)
        self.numbers = []     # UID or None for each message
        self.known = {}       # UID → Known
        self.own = {}         # UID → has it this client's own keyword?


class Client:
    def __init__(self, server, truth, kind, number):
        self.server, self.truth, self.kind, self.number = server, truth, kind, number
        self.keyword = f"$c{number}"
        self.trace = []
        self.sock = None
        self.view = None
        self.tags = 0
        self.silent = False     # EXPUNGE must not come now
        self.seen_modseq = 0    # in this command
        self.code_modseq = None
        self.code = ""
        self.found = []
        self.earlier = set()
        self.gone = set()       # told since the mailbox was selected
        self.pending = {}       # UID → what STORE .SILENT is to make of its flags
        self.connect()

    # ---- wire ----

    def connect(self):
        self.sock = socket.create_connection(("127.0.0.1", self.server.imap_port), SECONDS)
        self.sock.settimeout(SECONDS)
        self.file = self.sock.makefile("rb")
        self.view = None
        self.line()
        self.ok(f'LOGIN {USER} "{PASSWORD}"')
        if self.kind == "qresync":
            self.ok("ENABLE QRESYNC")

    def drop(self):
        self.say("drops the connection")
        self.file.close()
        self.sock.close()
        self.view = None

    def say(self, text):
        self.trace.append(text)
        del self.trace[:-80]

    def send(self, text):
        self.say("C: " + text)
        self.sock.sendall(text.encode() + b"\r\n")

    def line(self):
        got = self.file.readline()
        if not got:
            raise Gone()
        text = got
        while (size := re.search(rb"\{(\d+)\}\r\n$", got)):
            got = self.file.read(int(size.group(1))) + self.file.readline()
            text += got
        text = text.decode("latin-1").rstrip("\r\n")
        self.say("S: " + text)
        return text

    def command(self, text, literal=None, silent=False):
        """→ (OK | NO | BAD, response code)"""
        self.tags += 1
        tag = f"t{self.tags}"
        self.silent, self.seen_modseq, self.code_modseq, self.found = silent, 0, None, []
        self.earlier = set()
        self.send(f"{tag} {text}" if literal is None else f"{tag} {text} {{{len(literal)}+}}\r\n{literal}")
        while True:
            line = self.line()
            if line.startswith(tag + " "):
                return self.finish(line[len(tag) + 1:])
            self.untagged(line)

    def finish(self, line):
        self.silent = False
        word, _, rest = line.partition(" ")
        match = re.match(r"\[([^\]]*)\]", rest)
        self.code = match.group(1) if match else ""
        if (match := re.fullmatch(r"HIGHESTMODSEQ (\d+)", self.code)):
            self.code_modseq = int(match.group(1))
        if self.view:
            if self.code_modseq is not None:
                self.view.high = self.code_modseq
            elif self.seen_modseq > self.view.high:
                self.view.high = self.seen_modseq
        return word

    def ok(self, text, **more):
        word = self.command(text, **more)
        need(word == "OK", text, "was answered", self.trace[-1])

    # ---- what is told ----

    def untagged(self, line):
        if line.startswith("+"):
            return
        need(line.startswith("* "), "odd line", line)
        line = line[2:]
        if (match := re.match(r"(\d+) (EXISTS|EXPUNGE|FETCH|RECENT)", line)):
            getattr(self, "on_" + match.group(2).lower())(int(match.group(1)), line)
        elif (match := re.match(r"VANISHED (\(EARLIER\) )?([0-9:,]+)$", line)):
            self.on_vanished(set(members(match.group(2))), match.group(1))
        elif (match := re.match(r"SEARCH(.*)", line)):
            self.found = [int(word) for word in re.sub(r"\(.*", "", match.group(1)).split()]
        elif (match := re.match(r"OK \[(\w+) \(?(\w+)\)?\]", line)):
            self.on_code(match.group(1), match.group(2))
        need(not line.startswith("BYE"), line)

    def on_code(self, name, value):
        if name == "HIGHESTMODSEQ":
            self.code_modseq = int(value)
        elif name == "UIDVALIDITY" and self.view:
            self.view.validity = int(value)
        elif name == "MAILBOXID" and self.view:
            self.view.box = value

    def on_recent(self, number, line):
        pass

    def on_exists(self, number, line):
        view = self.view
        need(number >= len(view.numbers), "EXISTS shrinks from", len(view.numbers), "to", number)
        view.numbers += [None] * (number - len(view.numbers))

    def on_expunge(self, number, line):
        need(self.kind != "qresync", "EXPUNGE under QRESYNC")
        need(not self.silent, "EXPUNGE during a command with numbers")
        need(1 <= number <= len(self.view.numbers), "EXPUNGE of", number, "in", len(self.view.numbers))
        self.forget(self.view.numbers.pop(number - 1))

    def on_vanished(self, uids, earlier):
        view = self.view
        need(self.kind == "qresync", "VANISHED without QRESYNC")
        if earlier:
            need(not uids & set(view.numbers), "VANISHED (EARLIER) of what is there", uids)
            self.earlier |= uids
            return
        need(not self.silent, "VANISHED during a command with numbers")
        unknown = uids - set(view.numbers)
        need(len(unknown) <= view.numbers.count(None), "VANISHED of what was not there", unknown)
        for uid in unknown:
            view.numbers.pop(self.place_of(uid))
        view.numbers = [uid for uid in view.numbers if uid is None or uid not in uids]
        for uid in uids:
            self.forget(uid)

    def place_of(self, uid):
        """Of those whose UID is not known, by the order of the others."""
        numbers = self.view.numbers
        for at, one in enumerate(numbers):
            if one is None and not any(other and other < uid for other in numbers[at:]):
                return at
        raise Wrong(f"VANISHED of {uid}, which can't have been there")

    def forget(self, uid):
        self.gone.add(uid)
        self.view.known.pop(uid, None)
        self.view.own.pop(uid, None)

    def on_fetch(self, number, line):
        view = self.view
        need(1 <= number <= len(view.numbers), "FETCH of", number, "in", len(view.numbers))
        uid = view.numbers[number - 1]
        if (match := re.search(r"\bUID (\d+)", line)):
            need(uid in (None, int(match.group(1))), "message", number, "was UID", uid, "and is", line)
            uid = view.numbers[number - 1] = int(match.group(1))
            below = [one for one in view.numbers[:number - 1] if one]
            above = [one for one in view.numbers[number:] if one]
            need(not below or below[-1] < uid, "UIDs are out of order", line)
            need(not above or above[0] > uid, "UIDs are out of order", line)
        if (match := re.search(r"X-Test: (\w+)", line)):
            self.truth.saw(view.box, uid, match.group(1))
        self.learn(uid, line)

    def learn(self, uid, line):
        flags = re.search(r"FLAGS \(([^)]*)\)", line)
        modseq = re.search(r"MODSEQ \((\d+)\)", line)
        flags = frozenset(flags.group(1).lower().split()) - {"\\recent"} if flags else None
        if modseq:
            self.seen_modseq = max(self.seen_modseq, int(modseq.group(1)))
        if uid is None:
            need(self.kind == "plain", "FETCH without UID", line)
            return
        known = self.view.known.setdefault(uid, Known())
        if modseq:
            modseq = int(modseq.group(1))
            need(known.modseq is None or modseq >= known.modseq, "MODSEQ of", uid, "falls from", known.modseq, line)
            if flags is not None and known.flags is not None and modseq == known.modseq:
                need(flags == known.flags, "flags of", uid, "change without MODSEQ", sorted(known.flags), line)
            known.modseq = modseq
        change = self.pending.pop(uid, None)
        if flags is None and change and known.flags is not None:
            known.flags = change(known.flags)
        if flags is not None:
            known.flags = flags
            has = self.keyword in flags
            need(self.view.own.setdefault(uid, has) == has,
                 "only this client sets", self.keyword, "on", uid, "and that was", self.view.own[uid], line)

    # ---- doing ----

    def select(self, name, resync=None, verb="SELECT"):
        """resync: an earlier view of it to begin with."""
        parameters = ""
        if resync and self.kind == "qresync":
            parameters = f" (QRESYNC ({resync.validity} {resync.high}))"
        elif self.kind != "plain":
            parameters = " (CONDSTORE)"
        self.view = View(name)
        self.gone = set()
        if resync:
            # Flags that it kept are compared with what comes as if they had been told now.
            self.view.known, self.view.own = resync.known, resync.own
        self.ok(f"{verb} {name}{parameters}")
        view = self.view
        view.high = self.code_modseq
        high = self.truth.high.get(view.box, 0)
        # Others may have told a higher one before this command's answer, never after it.
        need(view.high >= 1, "HIGHESTMODSEQ", view.high)
        self.truth.high[view.box] = max(high, view.high)
        if resync:
            need(resync.validity == view.validity and resync.box == view.box, "another mailbox")
            need(view.high >= resync.high, "HIGHESTMODSEQ falls from", resync.high)

    def fill(self):
        """Asks for what it does not know yet."""
        view = self.view
        while None in view.numbers or any(view.known.get(uid, Known()).flags is None for uid in view.numbers):
            missing = [at + 1 for at, uid in enumerate(view.numbers)
                       if uid is None or view.known.get(uid, Known()).flags is None]
            items = "UID FLAGS" + (" MODSEQ" if self.kind != "plain" else "")
            # What was expunged meanwhile has no answer and is told with the next NOOP.
            self.command(f"FETCH {as_set(missing)} ({items} BODY.PEEK[HEADER.FIELDS (X-TEST)])", silent=True)
            self.ok("NOOP")

    def come_back(self, old):
        """Selects the mailbox of an old view and brings it up to date the cheap way."""
        self.select(old.name, old)
        view, high = self.view, self.view.high
        self.earlier_told = self.earlier
        if self.kind == "qresync":
            view.known = {uid: known for uid, known in view.known.items() if uid not in self.earlier}
            left = sorted(view.known)
        else:
            self.ok(f"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {old.high})")
            self.ok("UID SEARCH ALL")
            left = [uid for uid in sorted(view.known) if uid in self.found]
            view.known = {uid: view.known[uid] for uid in left}
        view.own = {uid: has for uid, has in view.own.items() if uid in view.known}
        self.compare(left, high)

    def compare(self, left, high):
        """What was worked out from changes against all that there is. Newer than `high` may differ."""
        view = self.view
        before = {uid: (view.known[uid].flags, view.known[uid].modseq) for uid in left}
        for known in view.known.values():
            known.flags = None
        # Messages that were expunged since the SELECT are not told by numbers.
        self.ok("UID FETCH 1:* (FLAGS MODSEQ)")
        there = set(view.numbers)
        need(not self.earlier_told & there, "VANISHED (EARLIER) of what is there", self.earlier_told & there)
        lost = set(left) - there - self.gone
        need(not lost or self.kind != "qresync", "nobody told of the end of", lost)
        for uid, (flags, modseq) in before.items():
            if uid not in there:
                continue
            now = view.known[uid]
            if now.modseq <= high:
                need(flags == now.flags, "resync of UID", uid, "gave", sorted(flags or ()), "and there is",
                     sorted(now.flags))
        for uid in set(view.known) - there:
            self.forget(uid)
