# SPDX-License-Identifier: MIT
"""A real Courier authentication library: its daemon and the programs that ask
it. The packages are unpacked, not installed; each program runs where they seem
to be installed (a mount namespace), because their paths are compiled in."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

from debian import unpack

PACKAGES = ("courier-authdaemon", "courier-authlib", "courier-authlib-userdb", "maildrop",
            "libcourier-unicode4", "libgdbm6", "libidn12", "libltdl7", "libpcre3")
DAEMON = "/usr/lib/courier/courier-authlib/authdaemond"

INSIDE = """
mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr &&
mount -t overlay overlay -o "lowerdir=$0/etc:/etc" /etc &&
mount --bind "$0/etc/courier" /etc/courier &&
mount --bind "$0/run" /run || exit 125
exec "$@"
"""


class Authlib:
    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-authlib-"))
        self.root.chmod(0o755)
        self.daemon = None
        unpack(self.root, *PACKAGES)
        shutil.copytree(self.root / "lib", self.root / "usr/lib", dirs_exist_ok=True)
        self.socket = self.root / "run/courier/authdaemon/socket"
        self.socket.parent.mkdir(parents=True)
        done = self.run("true")
        if done.returncode == 125:
            self.remove()
            pytest.skip("no namespace with other mounts: " + done.stderr.strip())

    def command(self, *words):
        return ["unshare", "-m", "sh", "-c", INSIDE, self.root, *words]

    def run(self, *words, **more):
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=60,
                              **more)

    # ---- the daemon ----

    def configure(self, users, modules="authuserdb"):
        """users: {name: {field: value}}, as in userdb(8)."""
        folder = self.root / "etc/courier"
        rc = (folder / "authdaemonrc").read_text()
        rc, count = re.subn('^authmodulelist=.*', f'authmodulelist="{modules}"', rc, flags=re.M)
        assert count == 1
        (folder / "authdaemonrc").write_text(rc)
        path = folder / "userdb"
        path.write_text("".join(
            f"{name}\t" + "|".join(f"{k}={v}" for k, v in fields.items()) + "\n"
            for name, fields in users.items()))
        path.chmod(0o600)
        done = self.run("makeuserdb")
        assert done.returncode == 0, done.stderr

    def hmac(self, password):
        """What userdb keeps for CRAM-MD5."""
        done = self.run("userdbpw", "-hmac-md5", input=f"{password}\n{password}\n")
        return done.stdout.split()[-1]

    def start(self):
        with open(self.root / "log", "ab") as log:
            self.daemon = subprocess.Popen(self.command(DAEMON), stdin=subprocess.DEVNULL,
                                           stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.daemon.poll() is None, (self.root / "log").read_text()
            with socket.socket(socket.AF_UNIX) as s:
                try:
                    s.connect(str(self.socket))
                    return
                except OSError:
                    time.sleep(0.02)
        raise AssertionError("authdaemond does not answer")

    def signal(self, how):
        """To it and its children."""
        os.killpg(self.daemon.pid, how)

    def stop(self):
        if self.daemon:
            self.signal(signal.SIGKILL)
            self.daemon.wait(60)
            self.daemon = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)
