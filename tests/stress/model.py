# SPDX-License-Identifier: MIT
"""What one user's mailboxes must look like, and clients that keep account of what they were told."""
import hashlib
import re
import socket
import time
from datetime import datetime

USER = "alice@example.org"
PASSWORD = "correct horse"


class Gone(Exception):
    """The connection ended."""


class Wrong(AssertionError):
    """The server and the model differ."""


def need(condition, *what):
    if not condition:
        raise Wrong(" ".join(str(part) for part in what))


# ---- the model ----

class Entries:
    """What is kept beside a mailbox or a message: entry → value."""

    def __init__(self):
        self.now = {}
        self.ever = {}  # entry → all values that it had
        # What kept them was damaged, or whoever set or copied them was cut off: each is as it is now, or as
        # it ever was, or not there.
        self.soft = False

    def set(self, entry, value):
        """None removes it."""
        self.ever.setdefault(entry, set()).add(value)
        self.now.pop(entry, None)
        if value is not None:
            self.now[entry] = value

    def copy(self, soft=False):
        other = Entries()
        other.merge(self)
        other.now, other.soft = dict(self.now), self.soft or soft
        return other

    def merge(self, other):
        for entry, values in other.ever.items():
            self.ever.setdefault(entry, set()).update(values)

    def settle(self, found, *what):
        if self.soft:
            need(all(value in self.ever.get(entry, ()) for entry, value in found.items()),
                 *what, found, "of", self.ever)
            self.now, self.soft = dict(found), False
        need(found == self.now, *what, found, "and not", self.now)


class Message:
    """cid is the number in the content; None in date or sum: not seen yet."""

    def __init__(self, cid, flags=(), date=None):
        self.cid, self.flags, self.date, self.sum = cid, frozenset(flags), date, None
        self.notes = Entries()  # annotations
        self.or_flags = []    # it may have these instead: a STORE was cut off
        self.may_go = False   # an EXPUNGE or MOVE of it was cut off

    def copy(self):
        other = Message(self.cid, self.flags, self.date)
        other.sum, other.or_flags, other.notes = self.sum, list(self.or_flags), self.notes.copy()
        return other

    def copy_cut_off(self):
        """What names do not carry may be missing."""
        other = self.copy()
        other.notes.soft = True
        return other

    def copied_by_hand(self, beyond):
        """The file alone: keywords that its name can't hold stay behind, or not."""
        other = self.copy_cut_off()
        other.or_flags.append(self.flags - beyond)
        return other


class Box:
    def __init__(self, validity=None):
        self.validity = validity
        self.messages = {}  # uid → Message
        self.ever = {}      # uid → cid, all that ever were
        self.uidnext = 1    # as last told
        self.pending = []   # there, under a UID that nobody has told yet
        self.maybe = []     # perhaps there: never acknowledged
        self.notes = Entries()  # metadata
        self.soft = frozenset()  # keywords that may come or go: what kept them was damaged

    def became_another(self, beyond):
        """The same files, but nobody knows their UIDs any more, nor the keywords beyond the letters."""
        self.pending += [message.copied_by_hand(beyond) for message in self.messages.values()]
        self.validity, self.messages, self.ever, self.uidnext = None, {}, {}, 1
        self.notes.soft = True

    def add(self, uid, message):
        need(uid not in self.ever, "UID", uid, "was given before, to content", self.ever.get(uid))
        need(uid >= self.uidnext, "UID", uid, "below UIDNEXT", self.uidnext)
        self.messages[uid] = message
        self.ever[uid] = message.cid

    def settle(self, got):
        """got: uid → Message as a fresh session sees it."""
        for uid in sorted(set(got) - set(self.messages)):
            self.find(uid, got[uid])
        for uid in sorted(set(self.messages) - set(got)):
            need(self.messages[uid].may_go, "UID", uid, "content", self.messages[uid].cid, "is lost")
            del self.messages[uid]
        need(not self.pending, "never came:", [m.cid for m in self.pending])
        self.maybe = []
        for uid, message in self.messages.items():
            compare(uid, message, got[uid], self.soft)

    def find(self, uid, seen):
        fit = [message for message in self.pending + self.maybe
               if message.cid == seen.cid and flags_fit(message, seen.flags, self.soft)]
        if fit:
            message = fit[0]
            (self.pending if message in self.pending else self.maybe).remove(message)
            for other in fit[1:]:
                # Which of them it is, is not to be told.
                message.notes.merge(other.notes)
                message.notes.soft |= message.notes.now != other.notes.now
            for other in fit[1:]:
                other.notes = message.notes.copy()
            self.add(uid, message)
            return
        raise Wrong(f"UID {uid}, content {seen.cid}, flags {sorted(seen.flags)} is not expected; pending",
                    [(m.cid, sorted(m.flags)) for m in self.pending])


def flags_fit(message, flags, soft):
    return any(wanted - soft == flags - soft for wanted in [message.flags, *message.or_flags])


def compare(uid, message, seen, soft):
    need(message.cid == seen.cid, "UID", uid, "was content", message.cid, "and is", seen.cid)
    need(flags_fit(message, seen.flags, soft),
         "UID", uid, "has", sorted(seen.flags), "and not", sorted(message.flags), message.or_flags)
    need(message.sum in (None, seen.sum), "UID", uid, "has other bytes than before")
    need(message.date in (None, seen.date), "UID", uid, "has date", seen.date, "not", message.date)
    message.flags, message.or_flags, message.may_go = seen.flags, [], False
    message.sum, message.date = seen.sum, seen.date


# ---- clients ----

class Connection:
    """IMAP, one command at a time."""

    def __init__(self, server):
        self.number, self.buffer, self.bye = 0, b"", None
        try:
            self.sock = socket.create_connection(("127.0.0.1", server.imap_port), 20)
        except OSError as problem:
            raise Gone(problem)
        if not self.line().startswith(b"* OK"):
            raise Gone("greeting")
        status, text, _ = self.command(f'LOGIN {USER} "{PASSWORD}"')
        if status != "OK":
            raise Gone(text)

    def close(self):
        self.sock.close()

    def line(self, seconds=60):
        """The next line with its literals; None if none comes in that time."""
        end = time.monotonic() + seconds
        at = 0
        while True:
            cut = self.buffer.find(b"\r\n", at)
            literal = cut >= 0 and re.search(rb"\{(\d+)\}$", self.buffer[at:cut])
            if literal:
                at = cut + 2 + int(literal.group(1))
                continue
            if cut >= 0:
                line, self.buffer = self.buffer[:cut], self.buffer[cut + 2:]
                if line.startswith(b"* BYE"):
                    self.bye = line
                return line
            self.sock.settimeout(max(end - time.monotonic(), 0.001))
            try:
                piece = self.sock.recv(65536)
            except TimeoutError:
                return None
            except OSError as problem:
                raise Gone(problem)
            if not piece:
                raise Gone(self.bye or "end")
            self.buffer += piece

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError as problem:
            raise Gone(problem)

    def start(self, text, literal=None):
        self.number += 1
        data = f"t{self.number} {text}".encode()
        if literal is not None:
            data += b" {%d+}\r\n" % len(literal) + literal
        self.running = text
        self.send(data + b"\r\n")

    def finish(self):
        """(OK, NO or BAD; text behind it; untagged lines)."""
        lines = []
        tag = b"t%d " % self.number
        while True:
            line = self.line()
            need(line is not None, "no answer to", self.running)
            if line.startswith(tag):
                self.running = ""
                status, _, text = line[len(tag):].decode().partition(" ")
                return status, text, lines
            self.told(line)
            lines.append(line)

    def command(self, text, literal=None):
        self.start(text, literal)
        return self.finish()

    def ok(self, text, literal=None):
        status, answer, lines = self.command(text, literal)
        need(status == "OK", text, "→", status, answer)
        return answer, lines

    def told(self, line):
        pass


def flags_of(line):
    found = re.search(rb"FLAGS \(([^)]*)\)", line)
    if not found:
        return None
    return frozenset(found.group(1).decode().lower().split()) - {"\\recent"}


def uid_of(line):
    found = re.search(rb"[( ]UID (\d+)", line)
    return int(found.group(1)) if found else None


class Session(Connection):
    """A client that believes what it is told: its view is a list of [uid, flags], None for not known."""

    def __init__(self, server):
        super().__init__(server)
        self.name, self.validity, self.idle = None, None, False
        self.read_only, self.view = False, []
        self.excused = False  # its process may have been killed
        self.doomed = False   # its mailbox is no more: it must be told BYE

    def select(self, name, read_only):
        self.name, self.view = None, []
        status, text, lines = self.command(("EXAMINE " if read_only else "SELECT ") + f'"{name}"')
        if status != "OK":
            return status, text
        self.name, self.read_only, self.doomed = name, read_only, False
        self.validity = int(re.search(rb"UIDVALIDITY (\d+)", b"".join(lines)).group(1))
        self.learn()
        return status, text

    def learn(self):
        """Asks for all UIDs and flags; what was known must be right."""
        before = [list(row) for row in self.view]
        _, lines = self.ok("FETCH 1:* (UID FLAGS)") if self.view else ("", [])
        need(all(row[0] and row[1] is not None for row in self.view), self.name, "holes in the view:", self.view)
        for old, new in zip(before, self.view):
            need(old[0] in (None, new[0]), self.name, "another UID at its number")
            need(old[1] in (None, new[1]), self.name, "UID", new[0], "flags were changed without a word:",
                 sorted(old[1] or ()), "→", sorted(new[1]))

    def told(self, line):
        found = re.match(rb"\* (\d+) (EXISTS|EXPUNGE|FETCH)", line)
        if not found:
            return
        number, what = int(found.group(1)), found.group(2)
        if what == b"EXISTS":
            need(number >= len(self.view), self.name, "EXISTS", number, "but", len(self.view), "were there")
            self.view += [[None, None] for _ in range(number - len(self.view))]
            return
        need(1 <= number <= len(self.view), self.name, line[:80], "with", len(self.view), "messages")
        if what == b"EXPUNGE":
            # RFC 3501 7.4.1
            need(not re.match("(FETCH|STORE|SEARCH) ", self.running), line, "during", self.running)
            del self.view[number - 1]
            return
        row = self.view[number - 1]
        uid = uid_of(line)
        if uid:
            need(row[0] in (None, uid), self.name, "number", number, "was UID", row[0], "and is", uid)
            row[0] = uid
        if flags_of(line) is not None:
            row[1] = flags_of(line)

    def start_idle(self):
        self.start("IDLE")
        while not (line := self.line() or b"").startswith(b"+"):
            need(line.startswith(b"* "), "IDLE:", line)
            self.told(line)
        self.running, self.idle = "", True

    def stop_idle(self):
        if self.idle:
            self.idle = False
            self.send(b"DONE\r\n")
            need(self.finish()[0] == "OK", "IDLE did not end well")

    def agrees(self, box):
        """Nothing that it knows is out of date."""
        return len(self.view) == len(box.messages) and all(
            (uid is None or uid in box.messages) and
            (uid is None or flags is None or flags == box.messages[uid].flags)
            for uid, flags in self.view)

    def watch(self, box, seconds=30):
        """An IDLE session is told without asking."""
        end = time.monotonic() + seconds
        while not self.agrees(box):
            line = self.line(max(end - time.monotonic(), 0.001))
            need(line is not None, "IDLE on", self.name, "was not told: it knows",
                 self.view, "and there is", {u: sorted(m.flags) for u, m in box.messages.items()})
            self.told(line)

    def check(self, box):
        """box None: no mailbox is selected, or it is no more."""
        if self.doomed:
            try:
                self.stop_idle()
                self.ok("NOOP")
            except Gone:
                need(self.bye or self.excused, "the mailbox went, and no BYE")
                raise
            raise Wrong(f"{self.name} is no more and the session was not told")
        if self.idle and not self.excused:
            self.watch(box)
        self.stop_idle()
        self.ok("NOOP")
        if box is None:
            return
        need(self.agrees(box), self.name, "after NOOP: knows", self.view,
             "and there is", {u: sorted(m.flags) for u, m in box.messages.items()})
        self.learn()
        need(self.agrees(box) and [u for u, _ in self.view] == sorted(box.messages), self.name, "view",
             self.view, "model", sorted(box.messages))
        self.excused = False


def fresh_look(server):
    """name → (Box-like facts) as a new session sees them, and the subscribed names."""
    client = Connection(server)
    names, subscribed, boxes = [], set(), {}
    for line in client.ok('LIST "" "*"')[1]:
        attributes, name = re.fullmatch(rb'\* LIST \(([^)]*)\) "\." "?([^"]*)"?', line).groups()
        if b"oselect" not in attributes and b"NonExistent" not in attributes:
            names.append(name.decode())
    for line in client.ok('LSUB "" "*"')[1]:
        attributes, name = re.fullmatch(rb'\* LSUB \(([^)]*)\) "\." "?([^"]*)"?', line).groups()
        if b"oselect" not in attributes:
            subscribed.add(name.decode())
    for name in names:
        boxes[name] = look_at(client, name)
    client.close()
    return boxes, subscribed


def look_at(client, name):
    _, lines = client.ok(f'STATUS "{name}" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)')
    words = re.search(rb"\(([^()]*)\)$", lines[0]).group(1).decode().split()
    status = {words[i]: int(words[i + 1]) for i in range(0, len(words), 2)}
    _, lines = client.ok(f'EXAMINE "{name}"')
    text = b"\n".join(lines)
    validity, uidnext = (int(re.search(rb"%s (\d+)" % what, text).group(1))
                         for what in (b"UIDVALIDITY", b"UIDNEXT"))
    exists = int(re.search(rb"(\d+) EXISTS", text).group(1))
    need(validity == status["UIDVALIDITY"] and uidnext == status["UIDNEXT"], name, "STATUS", status, text)
    _, lines = client.ok("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY.PEEK[])")
    got = {}
    for line in lines:
        if b" FETCH " not in line[:40] or b"ENVELOPE" not in line:
            continue  # what changed meanwhile, as after an index built anew
        body = re.search(rb"BODY\[\] \{(\d+)\}\r\n", line)
        need(body, name, "no body:", line[:200])
        content = line[body.end():body.end() + int(body.group(1))]
        line = line[:body.start()] + line[body.end() + int(body.group(1)):]
        need(int(re.search(rb"RFC822.SIZE (\d+)", line).group(1)) == len(content), name, line)
        uid = uid_of(line)
        found = re.search(rb"\r\nSubject: Number (\d+)\r\n", content)
        need(found, name, "UID", uid, "is", content[:200])
        cid = int(found.group(1))
        need(content.endswith(content_of(cid).replace(b"\n", b"\r\n")), name, "UID", uid, "is not whole", content)
        need(b'"Number %d"' % cid in line, name, "the envelope of another:", line)
        date = re.search(rb'INTERNALDATE "([^"]*)"', line).group(1).decode().strip()
        message = Message(cid, flags_of(line),
                          int(datetime.strptime(date, "%d-%b-%Y %H:%M:%S %z").timestamp()))
        message.sum = hashlib.sha256(content).digest()
        need(uid not in got, name, "UID", uid, "twice")
        got[uid] = message
    need(list(got) == sorted(got) and len(got) == exists == status["MESSAGES"], name, "UIDs", list(got),
         exists, status)
    need(sum("\\seen" not in m.flags for m in got.values()) == status["UNSEEN"], name, status)
    need(not got or max(got) < uidnext, name, "UIDNEXT", uidnext)
    return validity, uidnext, got


def content_of(cid):
    """The message of that number, with LF."""
    return (f"From: Bob <bob@example.org>\nTo: <{USER}>\nSubject: Number {cid}\n"
            f"Date: Sun, 22 Nov 2026 10:00:00 +0900\nMessage-ID: <{cid}@example.org>\n\n"
            + "".join(f"Line {n} of {cid}.\n" for n in range(cid * 7919 % 40))).encode()
