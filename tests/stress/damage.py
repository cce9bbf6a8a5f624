# SPDX-License-Identifier: MIT
"""What disks, editors and administrators do to the files of a Maildir: a part of the World of test_model."""
import copy
import os
import shutil
import subprocess
import time

from conftest import system
from model import USER, Gone, Wrong, fresh_look, need


class Damage:
    def evil_index(self):
        index = self.root / ".fumikura"
        running = self.rng.random() < 0.6
        how = self.rng.choice(["all", "lmdb", "blob", "truncate-lmdb", "truncate-blob", "flip-lmdb", "flip-blob",
                               "mark", "truncate-mark", "flip-mark", "notify", "truncate-notify", "flip-notify",
                               "lock"])
        files = [path for path in sorted(index.iterdir()) if path.is_file()]
        blobs = [path for path in files if path.name.startswith("blob")]
        lmdb = index / "index.mdb"
        self.say("damage", how, "running" if running else "stopped")
        if not running:
            self.stop()
        start = len(self.server.log_text())
        if running and how.startswith(("truncate", "flip")):
            self.excuse()
        if how == "flip-lmdb":
            self.flipped = lmdb.stat().st_ino
        small = [index / name for name in ("mark", "notify", "lock") if name in how]
        for path in ([lmdb] if "lmdb" in how else self.some(blobs, 2) if blobs and "blob" in how else small):
            if path.exists():
                self.damage(path, how)
        if how == "all":
            self.remove(index)
        if not running:
            self.start()
        elif how.startswith(("truncate", "flip")):
            self.survive(start)

    def damage(self, path, how):
        size = path.stat().st_size
        if how.startswith("truncate"):
            os.truncate(path, self.rng.choice([0, self.rng.randint(0, max(size - 1, 0)), size // 4096 // 2 * 4096]))
        elif how.startswith("flip"):
            with open(path, "r+b") as f:
                # Each at another place, so that none takes another back.
                for at in self.rng.sample(range(max(size, 1)), min(self.rng.choice([1, 3, 20, 200]), max(size, 1))):
                    f.seek(at)
                    byte = f.read(1) or b"\0"
                    f.seek(at)
                    f.write(bytes([byte[0] ^ 1 << self.rng.randrange(8)]))
        else:
            os.unlink(path)

    def survive(self, start):
        """A process that has the file mapped may meet what LMDB can't survive, and die of it (its log is
        forgiven); or it says so. The third one after that must be well."""
        for last in (False, False, True):
            try:
                fresh_look(self.server)
                break
            except (Gone, Wrong):
                if last:
                    raise
                time.sleep(0.2)
        self.wake_all()
        self.server.forgiven.append((start, len(self.server.log_text())))

    def wake_all(self):
        for session in list(self.sessions):
            try:
                session.stop_idle()
                session.command("NOOP")
            except Gone as why:
                self.ended(session, why)

    def evil_maildirsize(self):
        path = self.root / "maildirsize"
        how = self.rng.choice(["unlink", "garbage", "negative", "cut"])
        self.say("maildirsize", how)
        if how == "unlink" and path.exists():
            path.unlink()
        elif how == "cut" and path.exists():
            os.truncate(path, max(path.stat().st_size - 1, 0))
        else:
            with open(path, "ab") as f:
                f.write(b"\x00garbage\n" if how == "garbage" else b"-99999999 -9999\n")
            self.own(path)
        # It is looked at when something changes.
        self.do_deliver()

    def evil_identity(self):
        """fumikura-uid of one folder. The index knows what was in it; without an index it is another mailbox."""
        name = self.pick(self.boxes)
        box, path = self.boxes[name], self.directory(name) / "fumikura-uid"
        how = self.rng.choice(["unlink", "truncate", "flip"])
        alone = self.rng.random() < 0.7
        self.say("identity", how, name, "" if alone else "and no index")
        if not alone:
            self.stop()
            self.remove(self.root / ".fumikura")
        self.damage(path, how)
        if not alone:
            box.became_another(self.beyond(name))
            self.start()
        # It is looked at when the folder is read.
        self.foreign_delivery(name)

    def evil_facts(self):
        """fumikura-facts of one folder: whole lines are as lost as the others."""
        name = self.pick(self.boxes)
        path = self.directory(name) / "fumikura-facts"
        if path.exists():
            how = self.rng.choice(["unlink", "truncate", "flip"])
            self.say("facts", how, name)
            self.boxes[name].soft = self.beyond(name)
            for notes in [self.boxes[name].notes, *(m.notes for m in self.boxes[name].messages.values())]:
                notes.soft = True
            self.torn = True
            self.damage(path, how)

    def evil_uidvalidity(self):
        """The largest of the folders stands in for it."""
        path = self.root / "fumikura-uidvalidity"
        how = self.rng.choice(["unlink", "truncate", "flip"])
        if path.exists():
            self.say("fumikura-uidvalidity", how)
            self.damage(path, how)
            self.validities = {}

    def evil_rebuild(self):
        """fumikura index rebuild, perhaps killed."""
        delay = self.rng.choice([None, None, 0, 0.002, 0.005, 0.01, 0.02])
        self.say("rebuild, killed after", delay)
        words = [system.BUILD / "fumikura", "index", "rebuild", USER, "--dir", self.server.dir]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if delay is not None:
            time.sleep(delay)
            process.kill()
        out, _ = process.communicate(timeout=60)
        need(delay is not None or process.returncode == 0, "index rebuild:", out)

    def evil_backup(self):
        """Restores the Maildir of some steps ago, index and all, or makes the backup for it."""
        store = self.server.dir / "backup"
        stopped = self.rng.random() < 0.5
        for session in self.sessions:
            session.close()
        self.sessions = []
        if self.backup is None:
            self.say("backup")
            os.system(f"cp -a '{self.root}' '{store}'")
            self.backup = copy.deepcopy((self.boxes, self.subscribed, self.validities))
            return
        self.say("restore", "stopped" if stopped else "running")
        if stopped:
            self.server.stop()
        if self.rng.random() < 0.5:
            self.remove(self.root)
            os.system(f"cp -a '{store}' '{self.root}'")
        else:
            synchronize(store, self.root)
        shutil.rmtree(store)
        # What was given after the backup is known to nobody then: those UIDs and UIDVALIDITYs may come again.
        self.boxes, self.subscribed, self.validities = self.backup
        self.modseqs.forget()
        self.backup = None
        if stopped:
            self.start()


def synchronize(source, target):
    """rsync -a --delete: what differs in size or time is replaced by a rename, what is more goes."""
    for base, directories, files in os.walk(target):
        there = source / os.path.relpath(base, target)
        for name in list(directories):
            if not (there / name).is_dir():
                shutil.rmtree(os.path.join(base, name))
                directories.remove(name)
        for name in files:
            if not (there / name).exists():
                os.unlink(os.path.join(base, name))
    for base, directories, files in os.walk(source):
        here = target / os.path.relpath(base, source)
        for name in directories:
            if not (here / name).exists():
                os.system(f"cp -a '{base}/{name}' '{here}/'")
        for name in files:
            a, b = os.stat(os.path.join(base, name)), here / name
            if b.exists() and (a.st_size, a.st_mtime_ns) == (b.stat().st_size, b.stat().st_mtime_ns):
                continue
            os.system(f"cp -a '{base}/{name}' '{here}/..new'")
            os.rename(here / "..new", b)
