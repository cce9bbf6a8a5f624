# SPDX-License-Identifier: MIT
"""
Mod-sequences, which the model doesn't predict, only bounds: those of a mailbox and of a message never fall,
and what changed since the last look has a higher one than any had then. As store_look tells them.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile

from conftest import system
from model import need

BUILT = pathlib.Path(system.BUILD) / "tests/stress/store_look"
# A copy: the mail user may have no way to what root has built.
PLACE = tempfile.TemporaryDirectory(prefix="fumikura-")
LOOK = pathlib.Path(PLACE.name) / "store_look"


def build():
    """Where there is a Makefile."""
    if (system.BUILD / "Makefile").exists():
        subprocess.run(["make", "-s", "tests/stress/store_look"], cwd=system.BUILD, check=True)
    os.chmod(PLACE.name, 0o755)
    shutil.copy2(BUILT, LOOK)


class Seen:
    """One mailbox at one look."""

    def __init__(self, validity, uidnext, modseq, cut, identity):
        self.validity, self.uidnext, self.modseq, self.cut = map(int, (validity, uidnext, modseq, cut))
        self.identity = identity  # mailbox id
        self.messages = {}  # uid → (modseq, modseq at arrival)
        self.flags = {}     # uid → as the model has them
        self.notes = {}     # uid → {entry: value} of its annotations
        self.soft = set()   # UIDs of which they may have been lost
        self.expunged = None

    def mark(self):
        """In file names (doc/format/maildir.md)."""
        mark = 0xcbf29ce484222325
        for byte in self.validity.to_bytes(4, "big") + bytes.fromhex(self.identity):
            mark = (mark ^ byte) * 0x100000001b3 % 2 ** 64
        return f"{mark >> 32 ^ mark & 0xffffffff:08x}"


def numbers(text):
    found = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition(":")
        found.update(range(int(first), int(last or first) + 1))
    return found


def as_owner(root):
    if os.getuid() != 0:
        return {}
    owner = os.stat(root)
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def store_look(root, words=()):
    """The finished process."""
    return subprocess.run([LOOK, root, *words], capture_output=True, text=True, timeout=120, **as_owner(root))


def annotate(root, words, delay):
    """Exit code and stderr; killed after some seconds, or not (None)."""
    process = subprocess.Popen([LOOK, "--annotate", root, *words], stderr=subprocess.PIPE, text=True, **as_owner(root))
    try:
        problem = process.communicate(timeout=120 if delay is None else delay)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        problem = process.communicate()[1]
    return process.returncode, problem


class Modseqs:
    def __init__(self):
        self.known = {}  # name → Seen

    def forget(self):
        """A backup came back: what was given since may be given again."""
        self.known = {}

    def mark(self, name):
        return self.known[name].mark()

    def look(self, root):
        words = [f"{utf8(name)}={seen.modseq}" for name, seen in self.known.items()]
        for last in (False, False, True):
            done = store_look(root, words)
            # It may be the first that meets a damaged page, and die of it.
            if done.returncode == 0 or last:
                break
        need(done.returncode == 0, "store_look:", done.returncode, done.stderr)
        boxes = {}
        for line in done.stdout.splitlines():
            kind, *rest = line.split(" ")
            if kind == "B":
                name = " ".join(rest[5:])
                seen = boxes[name.replace("ü", "&APw-")] = Seen(*rest[:5])
            elif kind == "M":
                seen.messages[int(rest[0])] = (int(rest[1]), int(rest[2]))
            elif kind == "A":
                seen.notes.setdefault(int(rest[0]), {})[rest[1]] = rest[2]
            else:
                seen.expunged = numbers(rest[1])
        return boxes

    def check(self, root, model):
        """model: name → Box, right after a fresh session agreed with it."""
        now = self.look(root)
        need(set(now) == set(model), "store_look has", sorted(now))
        before = {(seen.identity, seen.validity): (name, seen) for name, seen in self.known.items()}
        for name, seen in now.items():
            box = model[name]
            need(seen.validity == box.validity and seen.uidnext >= box.uidnext and
                 set(seen.messages) == set(box.messages),
                 name, "store_look:", seen.validity, seen.uidnext, sorted(seen.messages))
            seen.flags = {uid: message.flags for uid, message in box.messages.items()}
            seen.soft = {uid for uid, message in box.messages.items() if message.notes.soft}
            for uid, message in box.messages.items():
                message.notes.settle(seen.notes.get(uid, {}), name, "UID", uid, "annotations")
            need(all(arrival <= modseq <= seen.modseq for modseq, arrival in seen.messages.values()) and
                 seen.cut <= seen.modseq, name, "modseq", seen.modseq, "cut", seen.cut, seen.messages)
            old_name, old = before.get((seen.identity, seen.validity), (None, None))
            if old:
                self.compare(name, old, seen, old_name == name)
        self.known = now

    @staticmethod
    def compare(name, old, now, same_name):
        need(now.modseq >= old.modseq, name, "HIGHESTMODSEQ fell from", old.modseq, "to", now.modseq)
        for uid, (modseq, arrival) in now.messages.items():
            was = old.messages.get(uid)
            if not was:
                need(arrival > old.modseq, name, "UID", uid, "arrived with modseq", arrival, "and there was",
                     old.modseq)
                continue
            need(modseq >= was[0], name, "UID", uid, "modseq fell from", was[0], "to", modseq)
            need(modseq > old.modseq or now.flags[uid] == old.flags[uid],
                 name, "UID", uid, "flags changed with modseq", modseq, "and there was", old.modseq)
            need(modseq > old.modseq or uid in now.soft or now.notes.get(uid) == old.notes.get(uid),
                 name, "UID", uid, "annotations changed with modseq", modseq, "and there was", old.modseq)
        gone = set(old.messages) - set(now.messages)
        if same_name and now.expunged is not None:
            need(gone <= now.expunged, name, "expunged", sorted(gone), "and the log has", sorted(now.expunged))
        elif same_name and gone:
            need(now.cut > old.modseq, name, "expunged", sorted(gone), "and the log says nothing")


def utf8(name):
    return name.replace("&APw-", "ü")
