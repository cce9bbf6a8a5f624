# SPDX-License-Identifier: MIT
"""
A disk that remembers in which order it was written, and what it holds after a
power cut at any point of that order.

An ext4 or XFS image is exported as one file by qemu-storage-daemon, whose driver
blklogwrites keeps each write and each flush in a log (the format of the
kernel's dm-log-writes). A loop device on that file is mounted.
"""
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import time

BLOCK = 4096
SECTOR = 512
MAGIC = 0x6A736677736872  # of dm-log-writes
FLUSH, DISCARD = 1, 4


class Kind:
    """A file system; `options` for mounting copies of one disk beside each other."""

    def __init__(self, name, size, options, *mkfs):
        self.name, self.size, self.options, self.mkfs = name, size, options, mkfs

    def make(self, image):
        with open(image, "wb") as file:
            file.truncate(self.size)
        run(f"mkfs.{self.name}", "-q", *self.mkfs, image)

    def missing(self):
        """Why there can be no such disk here; None if there can."""
        if not shutil.which(f"mkfs.{self.name}"):
            return f"mkfs.{self.name} is not installed"
        with tempfile.TemporaryDirectory() as where:
            try:
                image = pathlib.Path(where) / "image"
                self.make(image)
                mount(self, image, where)
                unmount(where)
            except RuntimeError as problem:
                return f"mounting {self.name} does not work here: {problem}"
        return None


EXT4 = Kind("ext4", 64 << 20, "defaults", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard",
            "-J", "size=4")
# mkfs.xfs makes no smaller ones.
XFS = Kind("xfs", 300 << 20, "nouuid", "-f", "-K")


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def missing():
    """Why no disk can be logged here; None if it can."""
    if os.geteuid() != 0:
        return "mounting needs root"
    for tool in ("qemu-storage-daemon", "losetup", "fusermount3"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    for device in ("/dev/fuse", "/dev/loop-control"):
        if not os.path.exists(device):
            return f"there is no {device}"
    return None


def mount(kind, image, point, device=None):
    """On that loop device, if it is free; the one it is."""
    if not device or subprocess.run(["losetup", device, image], capture_output=True).returncode:
        device = run("losetup", "-f", "--show", image)
    try:
        run("mount", "-t", kind.name, "-o", kind.options, device, point)
    finally:
        run("losetup", "-d", device)  # when it is mounted no more
    return device


def unmount(point):
    """The last file in it may be closed a moment after the last process."""
    for _ in range(100):
        try:
            return run("umount", point)
        except RuntimeError as problem:
            last = problem
            time.sleep(0.05)
    subprocess.run(["umount", "-l", point], capture_output=True)
    raise last


def quick_folder():
    """Files of this size and life belong into memory."""
    return tempfile.mkdtemp(prefix="fumikura-power-",
                            dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


class LoggedDisk:
    """A file system, mounted at `point` while it is open."""

    def __init__(self, kind, point):
        self.kind = kind
        self.dir = pathlib.Path(quick_folder())
        self.point = point
        kind.make(self.dir / "disk")
        self.before = Image(self.dir / "disk")
        for name, size in (("log", 0), ("export", kind.size)):
            with open(self.dir / name, "wb") as file:
                file.truncate(size)
        self.log = os.open(self.dir / "log", os.O_RDONLY)
        self.daemon = subprocess.Popen([
            "qemu-storage-daemon",
            "--blockdev", f"driver=file,node-name=disk,filename={self.dir}/disk",
            "--blockdev", f"driver=file,node-name=log,filename={self.dir}/log",
            "--blockdev", "driver=blklogwrites,node-name=both,file=disk,log=log",
            "--export", "type=fuse,id=export,node-name=both,writable=on,"
            f"mountpoint={self.dir}/export",
        ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if os.path.ismount(self.dir / "export"):
                break
            time.sleep(0.02)
        self.device = mount(kind, self.dir / "export", point)
        self.mounted = True

    def count(self):
        """How many entries of the log are sure to be there: those up to the
        last flush. What is acknowledged now must survive a cut after them."""
        magic, _, entries = struct.unpack("<QQQ", os.pread(self.log, 24, 0))
        assert magic == MAGIC
        return entries

    def close(self):
        if self.mounted:
            self.mounted = False
            unmount(self.point)
        if self.daemon.poll() is None:
            self.daemon.terminate()
            self.daemon.wait(20)

    def remove(self):
        try:
            self.close()
        finally:
            self.daemon.kill()
            self.daemon.wait()
            # A daemon that was killed leaves its export behind.
            subprocess.run(["umount", "-l", self.dir / "export"], capture_output=True)
            os.close(self.log)
            shutil.rmtree(self.dir, ignore_errors=True)

    def entries(self):
        """(flags, offset, position in the log, length) in order."""
        at, found = SECTOR, []
        for _ in range(self.count()):
            sector, sectors, flags, _ = struct.unpack("<QQQQ", os.pread(self.log, 32, at))
            at += SECTOR
            length = sectors * SECTOR
            found.append((flags, sector * SECTOR, at, length))
            if not flags & DISCARD:
                at += length
        return found


class Image:
    """Bytes of a disk; only the blocks that hold something are written out."""

    def __init__(self, path):
        self.bytes = bytearray(pathlib.Path(path).read_bytes())
        empty = bytes(BLOCK)
        self.used = {at for at in range(0, len(self.bytes), BLOCK) if self.bytes[at:at + BLOCK] != empty}

    def put(self, offset, data):
        self.bytes[offset:offset + len(data)] = data
        self.used.update(range(offset - offset % BLOCK, offset + len(data), BLOCK))

    def save(self, path):
        with open(path, "wb") as file:
            file.truncate(len(self.bytes))
            for at in sorted(self.used):
                os.pwrite(file.fileno(), memoryview(self.bytes)[at:at + BLOCK], at)


class Replay:
    """The disk after cuts at later and later points."""

    def __init__(self, disk):
        self.disk, self.image = disk, disk.before
        self.entries, self.done = disk.entries(), 0

    def apply(self, image, entry, keep=lambda: True):
        flags, offset, at, length = entry
        if flags & DISCARD:
            # What is read there afterwards is anybody's guess: leave it.
            return
        for piece in range(0, length, BLOCK):
            if keep():
                size = min(BLOCK, length - piece)
                image.put(offset + piece, os.pread(self.disk.log, size, at + piece))

    def cut(self, point, path, rng):
        """Writes the disk as it may be after the first `point` entries: of
        those since the last flush each may be there or not."""
        flushed = max([at + 1 for at in range(self.done, point)
                       if self.entries[at][0] & FLUSH], default=self.done)
        for entry in self.entries[self.done:flushed]:
            self.apply(self.image, entry)
        self.done = flushed
        chance = rng.choice((0.0, 0.0, 0.5, 0.9, 1.0))
        saved = {}
        for entry in self.entries[flushed:point]:
            for block in range(entry[1] - entry[1] % BLOCK, entry[1] + entry[3], BLOCK):
                saved.setdefault(block, bytes(self.image.bytes[block:block + BLOCK]))
            self.apply(self.image, entry, lambda: rng.random() < chance)
        # A new file each time: somebody else's mount namespace may hold a copy of the last mount, with its device
        # and file.
        path.unlink(missing_ok=True)
        self.image.save(path)
        for block, data in saved.items():
            self.image.bytes[block:block + BLOCK] = data
