# SPDX-License-Identifier: MIT
"""
A model of one user's mailboxes against the server: random operations through several sessions, and
everything that other programs, crashes and damage may do to a Maildir. After each step a fresh session
must see what the model says, each connected one must have been told, and mod-sequences have gone up.

FUMIKURA_SEED=n replays one run; FUMIKURA_LONG=1: ten minutes of random seeds.
"""
import os
import random
import re
import shutil
import signal
import socket
import threading
import time
from datetime import datetime, timezone

import pytest

from conftest import system
from crowd import Crowd
from damage import Damage
from model import (USER, Box, Connection, Gone, Message, Session, Wrong, content_of, fresh_look, need)
from modseq import Modseqs
from notes import Notes

NAMES = ["Work", "Work.Old", "Work.Old.2024", "Archive", "Sent Mail", "Entw&APw-rfe", "Lists", "Lists.dev"]
FLAGS = ["\\seen", "\\answered", "\\flagged", "\\deleted", "\\draft", "$forwarded"]
LETTERS = {"D": "\\draft", "F": "\\flagged", "P": "$forwarded", "R": "\\answered", "S": "\\seen", "T": "\\deleted"}
# More than the 26 that have a letter.
KEYWORDS = ["$label1", "work", "junk", "projekt-7"] + [f"k{n}" for n in range(26)]
FILLERS = [f"filler{n}" for n in range(24)]
STEPS = int(os.environ.get("FUMIKURA_STEPS", "60"))
FIXED = [1, 2, 3]


class Server(system.Server):
    """A process may die of a file that is cut off or changed while it is mapped: that is no bug of its own
    as long as the next one finds everything. So the log is searched only outside of such moments."""

    def __init__(self):
        super().__init__()
        self.forgiven = []

    def bad_lines(self):
        text = self.log_text()
        for start, end in reversed(self.forgiven):
            text = text[:start] + text[end:]
        return [line for line in text.splitlines()
                if "Sanitizer" in line or "runtime error" in line or "panic assert" in line]

    def remove(self):
        if self.process:
            self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)


class World(Crowd, Damage, Notes):
    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.server = Server()
        self.server.add_user(USER)
        self.server.start()
        self.root = self.server.maildir(USER)
        self.boxes = {"INBOX": Box()}
        self.subscribed = set()
        self.sessions = []
        self.cid = 0
        self.validities = {}  # name → largest UIDVALIDITY that it had
        # A changed bit in the index is found when its record is read: that command may be answered NO, a
        # session may end or not be told for once; the next finds the index built anew, with a higher UIDNEXT.
        self.flipped = None  # inode of the index whose bits were changed
        self.backup = None
        self.torn = False  # facts were damaged
        self.modseqs = Modseqs()
        self.trace = []
        self.operations = 0
        assert self.deliver(1)
        self.look()
        if self.rng.random() < 0.5:
            self.use_up_letters()
        self.modseqs.check(self.root, self.boxes)

    def use_up_letters(self):
        """So that keywords beyond them are common."""
        client = Connection(self.server)
        message = Message(self.new_cid(), FILLERS)
        client.ok(f"APPEND INBOX ({' '.join(FILLERS)})", content_of(message.cid))
        client.close()
        self.boxes["INBOX"].pending.append(message)
        self.look()

    # ---- helpers ----

    def say(self, *what):
        self.trace.append(" ".join(str(part) for part in what))

    def new_cid(self):
        self.cid += 1
        return self.cid

    def pick(self, things):
        things = sorted(things)
        return self.rng.choice(things) if things else None

    def some(self, things, most=4):
        things = sorted(things)
        return sorted(self.rng.sample(things, min(len(things), self.rng.randint(1, most))))

    def some_flags(self):
        flags = self.rng.sample(FLAGS, self.rng.choice([0, 0, 1, 1, 2, 3]))
        if self.rng.random() < 0.4:
            flags += self.rng.sample(KEYWORDS, self.rng.randint(1, 3))
        return frozenset(flags)

    def directory(self, name):
        return self.root if name == "INBOX" else self.root / ("." + name)

    def own(self, *paths):
        """Files made here belong to the mail user."""
        if os.getuid() == 0:
            like = os.stat(self.root)
            for path in paths:
                os.chown(path, like.st_uid, like.st_gid)

    def beyond(self, name):
        """Keywords that have no letter there."""
        try:
            text = (self.directory(name) / "dovecot-keywords").read_text().lower()
        except FileNotFoundError:
            text = ""
        return frozenset(KEYWORDS + FILLERS) - {line.split(" ", 1)[1] for line in text.splitlines()}

    def children_of(self, name):
        return [other for other in self.boxes if other.startswith(name + ".")]

    def session(self, selected=True, writing=True):
        """One of the sessions, awake; with a mailbox that is still there."""
        fit = [s for s in self.sessions
               if not s.doomed and (not selected or s.name) and not (writing and s.read_only)]
        if not fit:
            return None
        one = self.rng.choice(fit)
        try:
            one.stop_idle()
        except Gone as why:
            self.ended(one, why)
            return None
        return one

    def open_session(self):
        end = time.monotonic() + 60
        while True:
            try:
                one = Session(self.server)
                break
            except Gone:
                # After a kill the parts of the server come back one by one.
                need(time.monotonic() < end, "no login for 60 s")
                time.sleep(0.1)
        name = self.pick(self.boxes)
        status, text = one.select(name, self.rng.random() < 0.2)
        need(status == "OK", "SELECT", name, text)
        self.sessions.append(one)
        return one

    def ended(self, session, why):
        need(session.excused or session.doomed, "a session on", session.name, "ended:", why)
        self.sessions.remove(session)
        session.close()

    def excuse(self):
        for session in self.sessions:
            session.excused = True

    def doom(self, *names):
        """These mailboxes are no more under these names."""
        for session in self.sessions:
            if session.name in names:
                session.doomed = True

    def command(self, session, text, literal=None):
        """(status, text, untagged lines) or None where the session ended, as it might."""
        try:
            for _ in range(3):
                answer = session.command(text, literal)
                if not self.flipped or "SERVERBUG" not in answer[1]:
                    break
            return answer
        except Gone as why:
            self.ended(session, why)
            return None

    def lmtp(self, contents):
        """How many were acknowledged; the rest may be there or not."""
        done = 0
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(60)
            try:
                s.connect(str(self.server.dir / "run" / "lmtp"))
                f = s.makefile("rwb")

                def say(text):
                    if text:
                        f.write(text)
                        f.flush()
                    while (line := f.readline())[3:4] == b"-":
                        pass
                    return line[:1]
                if say(b"") != b"2" or say(b"LHLO test\r\n") != b"2":
                    return done
                for content in contents:
                    if (say(b"MAIL FROM:<bob@example.org>\r\n") != b"2" or
                            say(b"RCPT TO:<%s>\r\n" % USER.encode()) != b"2" or
                            say(b"DATA\r\n") != b"3" or
                            say(content.replace(b"\n", b"\r\n") + b".\r\n") != b"2"):
                        return done
                    done += 1
                say(b"QUIT\r\n")
            except OSError:
                pass
        return done

    def deliver(self, count=1):
        cids = [self.new_cid() for _ in range(count)]
        done = self.lmtp([content_of(cid) for cid in cids])
        self.boxes["INBOX"].pending += [Message(cid) for cid in cids[:done]]
        self.boxes["INBOX"].maybe += [Message(cid) for cid in cids[done:]]
        return done == count

    def files(self, name):
        """(path, uid) of the files whose message is known."""
        box, found = self.boxes[name], []
        count = {}
        for message in box.messages.values():
            count[message.cid] = count.get(message.cid, 0) + 1
        for part in ("new", "cur"):
            for path in sorted((self.directory(name) / part).iterdir()):
                ours = re.search(rf",U=(\d+)\.{self.modseqs.mark(name)}", path.name)
                cid = int(re.search(rb"\nSubject: Number (\d+)\n", path.read_bytes()).group(1))
                if ours and int(ours.group(1)) in box.messages:
                    found.append((path, int(ours.group(1))))
                elif not ours and count.get(cid) == 1:
                    found.append((path, next(u for u, m in box.messages.items() if m.cid == cid)))
        return found

    # ---- clients ----

    def do_deliver(self):
        count = self.rng.randint(1, 4)
        self.say("deliver", count)
        need(self.deliver(count), "LMTP refused")

    def do_lda(self):
        cid = self.new_cid()
        self.say("lda", cid)
        need(self.server.deliver(USER, content_of(cid)).returncode == 0, "LDA refused")
        self.boxes["INBOX"].pending.append(Message(cid))

    def append_text(self, name, cid):
        flags, date = self.some_flags(), None
        text = f'APPEND "{name}"'
        if flags or self.rng.random() < 0.3:
            text += " (" + " ".join(sorted(flags)) + ")"
        if self.rng.random() < 0.5:
            date = self.rng.randint(1_000_000_000, 1_700_000_000)
            text += datetime.fromtimestamp(date, timezone.utc).strftime(' "%d-%b-%Y %H:%M:%S +0000"')
        return text, Message(cid, flags, date)

    def do_append(self):
        session = self.session(selected=False, writing=False)
        if not session:
            return
        name, cid = self.pick(self.boxes), self.new_cid()
        text, message = self.append_text(name, cid)
        self.say(text, cid)
        answer = self.command(session, text, content_of(cid))
        if answer is None:
            self.boxes[name].maybe.append(message)
            return
        need(answer[0] == "OK", text, answer)
        self.appended(name, answer[1], message)

    def appended(self, name, text, message):
        validity, uid = map(int, re.search(r"APPENDUID (\d+) (\d+)", text).groups())
        self.is_valid(self.boxes[name], validity)
        self.boxes[name].add(uid, message)

    def is_valid(self, box, validity):
        """That is the UIDVALIDITY of the box; of a new one it is larger than any that the name had."""
        if box.validity is None:
            name = next(name for name, other in self.boxes.items() if other is box)
            need(validity > self.validities.get(name, 0), name, "UIDVALIDITY", validity, "is not new")
            need(validity not in [b.validity for b in self.boxes.values()], "UIDVALIDITY", validity, "twice")
            box.validity = self.validities[name] = validity
        need(validity == box.validity, "UIDVALIDITY", validity, "was", box.validity)

    def a_set(self, session, uids):
        """(set, True: of UIDs)"""
        known = {uid: number for number, (uid, _) in enumerate(session.view, 1)}
        if self.rng.random() < 0.5 and all(uid in known for uid in uids):
            return ",".join(str(known[uid]) for uid in uids), ""
        return ",".join(map(str, uids)), "UID "

    def targets(self, session):
        """Some UIDs of its view."""
        # One that came a moment ago is not in the model before the next look.
        known = [uid for uid, _ in session.view if uid in self.boxes[session.name].ever]
        return self.some(known) if known else None

    def store_text(self, session, uids):
        how, flags = self.rng.choice("+-="), self.some_flags()
        silent = self.rng.random() < 0.3
        which, by = self.a_set(session, uids)
        text = (f"{by}STORE {which} {how.strip('=')}FLAGS{'.SILENT' if silent else ''} "
                f"({' '.join(sorted(flags))})")

        def change(before):
            return before | flags if how == "+" else before - flags if how == "-" else flags
        return text, change, silent

    def do_store(self):
        session = self.session()
        uids = session and self.targets(session)
        if not uids:
            return
        box = self.boxes[session.name]
        text, change, silent = self.store_text(session, uids)
        self.say(session.name, text, "UIDs", uids)
        answer = self.command(session, text)
        here = [uid for uid in uids if uid in box.messages]
        if answer is None:
            for uid in here:
                box.messages[uid].or_flags.append(change(box.messages[uid].flags))
            return
        # Of messages that others have expunged it may say NO.
        need(answer[0] == "OK" or len(here) < len(uids), text, answer)
        self.stored(session, box, here, change, silent)

    def stored(self, session, box, uids, change, silent):
        for uid in uids:
            box.messages[uid].flags = change(box.messages[uid].flags)
        for row in session.view:
            if silent and row[0] in uids and row[1] is not None:
                row[1] = box.messages[row[0]].flags

    def do_copy(self, verb="COPY"):
        session = self.session(writing=verb == "MOVE")
        uids = session and self.targets(session)
        if not uids:
            return
        name = self.pick(self.boxes)
        source, target = self.boxes[session.name], self.boxes[name]
        which, by = self.a_set(session, uids)
        text = f'{by}{verb} {which} "{name}"'
        self.say(session.name, text, "UIDs", uids)
        done = self.command(session, text)
        if done is None:
            self.cut_off_copy(verb, source, target, uids)
            return
        status, answer, lines = done
        here = [uid for uid in uids if uid in source.messages]
        need(status == "OK" or len(here) < len(uids), text, answer)
        self.copied(verb, source, target, here, " ".join([answer] + [line.decode() for line in lines]))

    def do_move(self):
        self.do_copy("MOVE")

    def cut_off_copy(self, verb, source, target, uids):
        for uid in uids:
            if uid in source.messages:
                target.maybe.append(source.messages[uid].copy_cut_off())
                if verb == "MOVE":
                    source.messages[uid].may_go = True
                    message = source.messages[uid]
                    self.ties.append((source, uid, target, message.cid, message.notes.copy()))

    def cut_off_pending(self, source, target):
        for message in source.pending:
            self.ties.append((source, None, target, message.cid, message.notes.copy(soft=True)))
        target.maybe += [message.copy_cut_off() for message in source.pending + source.maybe]
        source.maybe += source.pending
        source.pending = []

    def copied(self, verb, source, target, uids, text):
        found = re.search(r"COPYUID (\d+) (\S+) ([0-9:,]+)", text)
        need(bool(found) == bool(uids), "COPYUID", text, "of", uids)
        if not found:
            return
        self.is_valid(target, int(found.group(1)))
        lists = [[uid for part in found.group(i).split(",")
                  for uid in range(int(part.split(":")[0]), int(part.split(":")[-1]) + 1)] for i in (2, 3)]
        need(lists[0] == uids and len(lists[1]) == len(uids), "COPYUID", text, "of", uids)
        for old, new in zip(*lists):
            message = source.messages[old].copy()
            if verb == "MOVE":
                del source.messages[old]
            target.add(new, message)

    def do_expunge(self):
        session = self.session()
        if not session:
            return
        box = self.boxes[session.name]
        going = [uid for uid, m in box.messages.items() if "\\deleted" in m.flags]
        text = "EXPUNGE"
        # UIDs that it was not told of yet are none to it.
        uids = self.targets(session)
        if self.rng.random() < 0.4 and uids:
            going = [uid for uid in going if uid in uids]
            text = "UID EXPUNGE " + ",".join(map(str, uids))
        self.say(session.name, text, going)
        answer = self.command(session, text)
        if answer is None:
            for uid in going:
                box.messages[uid].may_go = True
            return
        need(answer[0] == "OK", text, answer)
        for uid in going:
            del box.messages[uid]

    def do_delete_and_expunge(self):
        session = self.session()
        uids = session and self.targets(session)
        if not uids:
            return
        box = self.boxes[session.name]
        here = [uid for uid in uids if uid in box.messages]
        self.say(session.name, "delete", uids)
        answer = self.command(session, f"UID STORE {','.join(map(str, uids))} +FLAGS (\\Deleted)")
        for uid in here:
            flags = box.messages[uid].flags | {"\\deleted"}
            if answer is None:
                box.messages[uid].or_flags.append(flags)
            else:
                box.messages[uid].flags = flags
        self.do_expunge()

    def do_create(self):
        session, name = self.session(selected=False, writing=False), self.pick(set(NAMES) - set(self.boxes))
        if not session or not name:
            return
        self.say("CREATE", name)
        answer = self.command(session, f'CREATE "{name}"')
        if answer is None:
            self.unsure.add(name)
            return
        need(answer[0] == "OK", "CREATE", name, answer)
        self.boxes[name] = Box()

    def do_delete(self):
        session, name = self.session(selected=False, writing=False), self.pick(set(self.boxes) - {"INBOX"})
        if not session or not name or self.rng.random() < 0.5:
            return
        self.say("DELETE", name)
        mine = session.name == name
        answer = self.command(session, f'DELETE "{name}"')
        if answer is None:
            self.unsure.add(name)
            return
        need(answer[0] == "OK", "DELETE", name, answer)
        if mine:
            session.name = None
        self.doom(name)
        del self.boxes[name]

    def do_rename(self):
        session, name = self.session(selected=False, writing=False), self.pick(self.boxes)
        target = self.pick(set(NAMES) - set(self.boxes))
        if not session or not target:
            return
        old = [name] + (self.children_of(name) if name != "INBOX" else [])
        new = [target + one[len(name):] for one in old]
        if target.startswith(name + ".") or set(new) & set(self.boxes):
            return
        self.say("RENAME", name, target)
        answer = self.command(session, f'RENAME "{name}" "{target}"')
        if answer is None and name == "INBOX":
            self.unsure.add(target)
            self.boxes[target] = Box()
            self.boxes[target].notes = self.boxes[name].notes.copy(soft=True)
            self.cut_off_copy("MOVE", self.boxes[name], self.boxes[target], list(self.boxes[name].messages))
            self.cut_off_pending(self.boxes[name], self.boxes[target])
            return
        if answer is None:
            self.unsure |= {*old, *new}
            return
        need(answer[0] == "OK", "RENAME", name, target, answer)
        if name == "INBOX":
            self.boxes[target] = Box()
            inbox = self.boxes["INBOX"]
            self.boxes[target].notes = inbox.notes.copy()  # both have them (RFC 5464)
            self.boxes[target].pending = [m.copy() for m in inbox.messages.values()] + inbox.pending
            self.boxes[target].maybe = inbox.maybe
            inbox.messages, inbox.pending, inbox.maybe = {}, [], []
            return
        if session.name in old:
            session.name = new[old.index(session.name)]
            one, session.doomed = session.name, False
            self.doom(*old)
        else:
            self.doom(*old)
        for a, b in zip(old, new):
            self.boxes[b] = self.boxes.pop(a)

    def do_subscribe(self):
        session, name = self.session(selected=False, writing=False), self.pick([*NAMES, "INBOX"])
        verb = self.rng.choice(["SUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE"])
        if not session:
            return
        self.say(verb, name)
        answer = self.command(session, f'{verb} "{name}"')
        if answer is None:
            self.subscribed = None
        elif self.subscribed is not None:
            need(answer[0] == "OK" or verb == "UNSUBSCRIBE" and name not in self.subscribed, verb, name, answer)
            (self.subscribed.add if verb == "SUBSCRIBE" else self.subscribed.discard)(name)

    def do_select(self):
        session, name = self.session(selected=False, writing=False), self.pick(self.boxes)
        if not session:
            return
        self.say("SELECT", name)
        try:
            status, text = session.select(name, self.rng.random() < 0.2)
        except Gone as why:
            self.ended(session, why)
            return
        need(status == "OK", "SELECT", name, text)

    def do_idle(self):
        session = self.session(writing=False)
        if not session:
            return
        self.say("IDLE", session.name)
        try:
            session.start_idle()
        except Gone as why:
            self.ended(session, why)

    # ---- other programs ----

    def evil_delivery(self):
        self.foreign_delivery(self.pick(self.boxes))

    def foreign_delivery(self, name):
        box, directory = self.boxes[name], self.directory(name)
        for _ in range(self.rng.randint(1, 3)):
            cid = self.new_cid()
            message = Message(cid, (), self.rng.randint(1_000_000_000, 1_700_000_000))
            base = f"{int(time.time()) - self.rng.randint(0, 5)}.V{cid}I{cid}.elsewhere"
            if self.rng.random() < 0.3:
                base += f",S={len(content_of(cid))}"
            to = directory / "new" / base
            if self.rng.random() < 0.3:
                message.flags = frozenset(self.rng.sample(FLAGS, 2))
                to = directory / "cur" / (base + self.info(message.flags))
            path = directory / "tmp" / base
            path.write_bytes(content_of(cid))
            self.own(path)
            os.utime(path, (message.date, message.date))
            os.rename(path, to)
            box.pending.append(message)
            self.say("foreign delivery", name, to.name)

    def info(self, flags):
        letters = [letter for letter, flag in LETTERS.items() if flag in flags]
        if self.rng.random() < 0.2:
            self.rng.shuffle(letters)
        return ":2," + "".join(letters)

    def evil_flags(self):
        name = self.pick(self.boxes)
        files = self.files(name)
        if not files:
            return
        path, uid = self.rng.choice(files)
        message = self.boxes[name].messages[uid]
        base, _, letters = path.name.partition(":2,")
        flags = frozenset(self.rng.sample(FLAGS, self.rng.randint(0, 3)))
        small = "".join(letter for letter in letters if letter.islower())
        to = path.parent.parent / "cur" / (base + self.info(flags) + small)
        self.say("foreign flags", name, uid, path.name, "→", to.name)
        os.rename(path, to)
        message.flags = flags | frozenset(f for f in message.flags if f in KEYWORDS + FILLERS)

    def evil_seen(self):
        """As mutt does when it leaves a mailbox."""
        name = self.pick(self.boxes)
        for path, uid in self.files(name):
            if path.parent.name == "new":
                self.say("new → cur", name, uid)
                os.rename(path, path.parent.parent / "cur" / (path.name + ":2,"))

    def evil_unlink(self):
        name = self.pick(self.boxes)
        files = self.files(name)
        for path, uid in self.rng.sample(files, min(len(files), 2)):
            self.say("unlink", name, uid, path.name)
            os.unlink(path)
            del self.boxes[name].messages[uid]

    def evil_copy(self):
        """cp of a file into a folder, perhaps the same one."""
        name, target = self.pick(self.boxes), self.pick(self.boxes)
        files = self.files(name)
        if not files:
            return
        path, uid = self.rng.choice(files)
        letters = path.name.partition(":2,")[2]
        to = self.directory(target) / path.parent.name / path.name
        if name == target:
            to = to.parent / ("1" + path.name)
        # A letter means another keyword there, or none.
        if letters.lower() == letters and letters or any(c.islower() for c in letters) or to.exists():
            return
        self.say("cp", name, uid, "to", target, path.name)
        shutil.copy2(path, self.directory(target) / "tmp" / "copy")
        self.own(self.directory(target) / "tmp" / "copy")
        os.rename(self.directory(target) / "tmp" / "copy", to)
        self.boxes[target].pending.append(self.boxes[name].messages[uid].copied_by_hand(self.beyond(name)))
        self.boxes[target].pending[-1].sum = self.boxes[name].messages[uid].sum

    def evil_mkdir(self):
        name = self.pick(set(NAMES) - set(self.boxes))
        if not name:
            return
        self.say("mkdir", name)
        for part in ("new", "tmp", "cur"):
            os.makedirs(self.directory(name) / part, mode=0o700, exist_ok=True)
            self.own(self.directory(name), self.directory(name) / part)
        self.boxes[name] = Box()

    def evil_rmdir(self):
        name = self.pick(set(self.boxes) - {"INBOX"})
        if not name or self.rng.random() < 0.5:
            return
        self.say("rm -r", name)
        self.remove(self.directory(name))
        self.doom(name)
        del self.boxes[name]

    @staticmethod
    def remove(directory):
        for _ in range(20):
            shutil.rmtree(directory, ignore_errors=True)
            if not directory.exists():
                return
        raise Wrong(f"{directory} can't be removed: somebody makes files in it")

    def evil_mv_directory(self):
        name, target = self.pick(set(self.boxes) - {"INBOX"}), self.pick(set(NAMES) - set(self.boxes))
        if not name or not target:
            return
        self.say("mv", name, target)
        os.rename(self.directory(name), self.directory(target))
        self.doom(name)
        self.boxes[target] = self.boxes.pop(name)

    def evil_cp_directory(self):
        name, target = self.pick(set(self.boxes) - {"INBOX"}), self.pick(set(NAMES) - set(self.boxes))
        if not name or not target:
            return
        self.say("cp -a", name, target)
        os.system(f"cp -a '{self.directory(name)}' '{self.directory(target)}'")
        self.boxes[target] = Box()
        beyond = self.beyond(name)
        self.boxes[target].pending = [m.copied_by_hand(beyond) for m in self.boxes[name].messages.values()]
        self.boxes[target].notes = self.boxes[name].notes.copy(soft=True)

    # ---- crashes ----

    def evil_kill(self):
        """kill -9 while a command or a delivery is on its way."""
        what = self.rng.choice([self.do_store, self.do_copy, self.do_move, self.do_append, self.do_expunge,
                                self.do_delete_and_expunge, self.do_deliver, self.do_create, self.do_rename])
        kind = self.rng.choice(["imap", "imap", "lmtp", "auth", "gate"])
        victims = [pid for pid, _ in self.server.children(kind)]
        if not victims:
            return
        victims = self.rng.sample(victims, self.rng.randint(1, len(victims)))
        delay = self.rng.choice([0, 0.001, 0.002, 0.004, 0.008, 0.02])
        self.say("kill", kind, victims, "after", delay, "in", what.__name__)
        self.excuse()

        def kill():
            time.sleep(delay)
            for pid in victims:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            if what == self.do_deliver:
                self.deliver(5)
            else:
                what()
        finally:
            killer.join()
        time.sleep(0.05)
        self.server.wait_ready()

    def evil_restart(self):
        self.say("restart")
        self.stop()
        self.start()

    def stop(self):
        for session in self.sessions:
            session.close()
        self.sessions = []
        self.server.stop()

    def start(self):
        self.server.start()

    # ---- comparing ----

    def look(self):
        end = time.monotonic() + 60
        tries = 0
        while True:
            try:
                found, subscribed = fresh_look(self.server)
                break
            except Wrong:
                tries += 1
                if not self.flipped or tries > 2:
                    raise
            except Gone as why:
                # A kill a moment ago: login is not back yet.
                need(time.monotonic() < end, "no fresh session:", why)
                time.sleep(0.1)
        for name in self.unsure:
            self.decide(name, found)
        need(set(found) == set(self.boxes), "mailboxes", sorted(found), "and not", sorted(self.boxes))
        if self.subscribed is None:
            self.subscribed = subscribed
        need(subscribed == self.subscribed, "subscribed", sorted(subscribed), "and not", sorted(self.subscribed))
        for name, (validity, uidnext, got) in found.items():
            try:
                self.settle(name, validity, uidnext, got)
            except Wrong as wrong:
                raise Wrong(f"{name}: {wrong}")
        for source, uid, target, cid, notes in self.ties:
            came = [m for m in target.messages.values() if m.cid == cid]
            need(uid in source.messages or came or not uid and any(m.cid == cid for m in source.messages.values()),
                 "a cut-off MOVE lost content", cid)
            if uid not in source.messages and len(came) == 1:
                # What names do not carry is there before the old file goes.
                came[0].notes = notes
        self.ties = []
        self.check_size()

    def settle(self, name, validity, uidnext, got):
        box = self.boxes[name]
        self.is_valid(box, validity)
        self.validities[name] = max(validity, self.validities.get(name, 0))
        box.settle(got)
        need(uidnext >= box.uidnext, "UIDNEXT fell from", box.uidnext, "to", uidnext)
        box.uidnext = uidnext

    def decide(self, name, found):
        """CREATE, DELETE or RENAME was cut off: either is right, mail must not be lost."""
        old = self.boxes.pop(name, None)
        if name not in found:
            return
        validity = found[name][0]
        box = next((b for b in [old, *self.before.values()] if b and b.validity == validity), None)
        self.boxes[name] = box or (old if old and old.validity is None else Box())

    def check_size(self):
        """maildirsize against the files."""
        path = self.root / "maildirsize"
        if not path.exists():
            need(not any(box.messages for box in self.boxes.values()), "there is no maildirsize")
            return
        rows = [list(map(int, line.split())) for line in path.read_text().splitlines()[1:]]
        total = [sum(row[0] for row in rows), sum(row[1] for row in rows)]
        files = [file for name in self.boxes for part in ("new", "cur")
                 for file in (self.directory(name) / part).iterdir()]
        truth = [sum(file.stat().st_size for file in files), len(files)]
        need(total == truth, "maildirsize says", total, "and there are", truth)

    def check(self, thorough):
        if self.flipped:
            self.excuse()
            self.look()
            self.wake_all()
        self.look()
        for session in list(self.sessions):
            # A cut-off DELETE or RENAME took its mailbox away.
            session.doomed = session.doomed or session.name is not None and session.name not in self.boxes
            try:
                session.check(None if session.doomed or not session.name else self.boxes[session.name])
            except Gone as why:
                self.ended(session, why)
        self.modseqs.check(self.root, self.boxes)
        if thorough and self.torn:
            # What the index knows of lost keywords is written again.
            done = self.server.run("doctor", USER, "--repair")
            need(done.returncode in (0, 1), "doctor:", done.stdout, done.stderr)
            self.torn = False
            # It unsubscribes what is not there.
            self.subscribed = {name for name in self.subscribed
                               if name in self.boxes or self.children_of(name)}
        if thorough:
            done = self.server.run("index", "check", USER)
            need(done.returncode == 0, "index check:", done.stdout, done.stderr)
        self.check_notes()
        need(not self.server.bad_lines(), self.server.bad_lines())

    GOOD = [(do_deliver, 6), (do_lda, 1), (do_append, 8), (do_store, 12), (do_copy, 5), (do_move, 5),
            (do_expunge, 3), (do_delete_and_expunge, 3), (do_create, 5), (do_delete, 2), (do_rename, 3),
            (do_subscribe, 2), (Notes.do_note, 3), (Notes.do_annotate, 4), (do_select, 6), (do_idle, 6),
            (Crowd.do_several_at_once, 4), (Crowd.do_crowd, 1)]
    EVIL = [(evil_delivery, 6), (evil_flags, 6), (evil_seen, 2), (evil_unlink, 3), (evil_copy, 4),
            (evil_mkdir, 2), (evil_rmdir, 1), (evil_mv_directory, 2), (evil_cp_directory, 1), (evil_kill, 6),
            (Crowd.evil_crowd, 3), (evil_restart, 1), (Damage.evil_index, 6), (Damage.evil_maildirsize, 2),
            (Damage.evil_identity, 2), (Damage.evil_facts, 1), (Damage.evil_uidvalidity, 1),
            (Damage.evil_rebuild, 2), (Damage.evil_backup, 2)]

    def step(self):
        self.ties, self.unsure, self.late = [], set(), []
        self.before = dict(self.boxes)
        index = self.root / ".fumikura/index.mdb"
        if self.flipped and index.exists() and index.stat().st_ino != self.flipped:
            self.flipped = None
        while len(self.sessions) < 3:
            self.open_session()
        kinds = self.EVIL if self.rng.random() < 0.4 else self.GOOD
        for operation in self.rng.choices([one for one, _ in kinds], [weight for _, weight in kinds],
                                          k=self.rng.choice([1, 1, 2, 3]) if kinds is self.GOOD else 1):
            self.operations += 1
            operation(self)
            if self.unsure:
                break
        self.check(self.rng.random() < 0.2)

    ties, unsure, late, before = [], set(), [], {}


def run(seed, steps=STEPS):
    """How many operations were run."""
    print("seed", seed, flush=True)
    os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")
    world = World(seed)
    good = False
    try:
        for _ in range(steps):
            world.step()
        good = True
    except Exception as problem:
        tail = "\n".join(world.trace[-25:])
        raise Wrong(f"FUMIKURA_SEED={seed}: {problem!r}\n{tail}\nlog:\n" + world.server.log_text()[-3000:]) from problem
    finally:
        if good or not os.environ.get("FUMIKURA_KEEP"):
            world.server.remove()
        else:
            world.server.stop()
            print("kept", world.server.dir)
    return world.operations


def seeds():
    if "FUMIKURA_SEED" in os.environ:
        return [int(os.environ["FUMIKURA_SEED"])]
    return FIXED


@pytest.mark.parametrize("seed", seeds())
def test_the_server_does_as_the_model(seed):
    run(seed)


@pytest.mark.skipif("FUMIKURA_LONG" not in os.environ, reason="FUMIKURA_LONG=1")
def test_random_seeds():
    end = time.monotonic() + int(os.environ.get("FUMIKURA_LONG_SECONDS", "600"))
    while time.monotonic() < end:
        run(random.randrange(1_000_000_000), 200)
