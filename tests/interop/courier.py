# SPDX-License-Identifier: MIT
"""A real Courier: its programs unpacked, not installed (the packages will not
stand beside another IMAP server), and run on one Maildir over pipes."""
import imaplib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from debian import unpack

PACKAGES = ("courier-imap", "courier-pop", "courier-base", "courier-authlib",
            "libcourier-unicode4", "libgdbm6", "libidn12")

# The file alteration monitor, which is not there. The real library takes a
# second to say so.
NO_MONITOR = """int FAMErrno;
int FAMOpen(void *c) { return -1; }
int FAMClose(void *c) { return -1; }
int FAMPending(void *c) { return 0; }
int FAMNextEvent(void *c, void *e) { return -1; }
int FAMMonitorDirectory(void *c, const char *n, void *r, void *u) { return -1; }
int FAMMonitorFile(void *c, const char *n, void *r, void *u) { return -1; }
int FAMCancelMonitor(void *c, void *r) { return -1; }
"""


class Stream(imaplib.IMAP4):
    """imaplib on the pipes of a process that greets with PREAUTH."""

    def __init__(self, start):
        self.start = start
        super().__init__()
        self.state = "AUTH"  # it may say other things before PREAUTH

    def open(self, host="", port=0, timeout=None):
        self.process = self.start()

    def read(self, size):
        return self.process.stdout.read(size)

    def readline(self):
        return self.process.stdout.readline()

    def send(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def shutdown(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)


class Courier:
    def __init__(self, maildir):
        self.maildir = maildir
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-courier-"))
        self.root.chmod(0o755)
        unpack(self.root, *PACKAGES)

        subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-x", "c", "-", "-o",
                        self.root / "usr/lib/libfam.so.0"], input=NO_MONITOR, text=True, check=True)
        libraries = [self.root / "usr/lib", *(self.root / "usr/lib").glob("*-linux-gnu")]
        self.env = {
            "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
            "PATH": os.environ["PATH"], "HOME": str(maildir.parent),
            "AUTHENTICATED": "alice", "AUTHADDR": "alice", "TCPREMOTEIP": "127.0.0.1",
            "IMAP_CAPABILITY": "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE ACL",
            "IMAP_KEYWORDS": "1", "IMAP_ACL": "1", "IMAP_USELOCKS": "0", "IMAP_ENHANCEDIDLE": "0",
        }

    def start(self, program):
        as_vmail = {"user": "vmail", "group": "vmail", "extra_groups": []} if os.getuid() == 0 else {}
        return subprocess.Popen([self.root / program, self.maildir], env=self.env, umask=0o077,
                                cwd=self.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, **as_vmail)

    def make(self):
        """A new Maildir."""
        assert self.start("usr/bin/maildirmake.courier").wait(30) == 0

    def imap(self):
        return Stream(lambda: self.start("usr/bin/imapd"))

    def uidls(self):
        """The UIDLs in the order of the list."""
        process = self.start("usr/lib/courier/courier/courierpop3d")
        out = process.communicate(b"UIDL\r\nQUIT\r\n", 60)[0].decode()
        return re.findall(r"^\d+ (\S+)\r$", out, re.M)

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)
