# SPDX-License-Identifier: MIT
"""A real Postfix of its own, in a temporary folder, on a high port."""
import os
import pathlib
import pwd
import re
import shutil
import smtplib
import subprocess
import tempfile
import time

from conftest import BUILD, free_port

MASTER = """
{address}:{port} inet n - {chroot} - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - {chroot} - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - {chroot} - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - {chroot} - - lmtp
smtp unix - - n - - smtp
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
local unix - n n - - local
{services}"""
PIPE = """fumikura unix - n n - - pipe
  user=vmail argv={lda} --dir {dir} -f ${{sender}} -a ${{original_recipient}} -d ${{recipient}}
"""
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = static:all
virtual_transport = lmtp:unix:{dir}/run/lmtp
transport_maps = inline:{{ {{ bob@example.org = fumikura: }} }}
fumikura_destination_recipient_limit = 1
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 60000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_peername_lookup = no
maillog_file = {home}/log
maillog_file_prefixes = {home}
{more}
"""


def once(text):
    """The last entry of each name. Of another one every daemon warns, postlogd
    too, which hangs as soon as more warnings wait than its socket holds."""
    entries = {}
    for entry in re.findall(r"^\S.*(?:\n[ \t].*)*", text, re.M):
        entries[entry.split("=", 1)[0].strip()] = entry
    return "\n".join(entries.values()) + "\n"


def new_home():
    home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-postfix-"))
    home.chmod(0o755)
    return home


class Postfix:
    """bob gets mail through pipe(8), everybody else through LMTP."""

    def __init__(self, server, more="", home=None, chroot="n", services=PIPE,
                 address="127.0.0.1"):
        self.home = home or new_home()
        self.address, self.port = address, free_port(address)
        for name in ("etc", "spool", "data"):
            (self.home / name).mkdir(exist_ok=True)
        entry = pwd.getpwnam("postfix")
        os.chown(self.home / "data", entry.pw_uid, entry.pw_gid)
        # pipe(8) executes it as vmail, who may not see the build folder.
        lda = self.home / "fumikura-lda"
        shutil.copy(BUILD / "fumikura-lda", lda)
        places = {"home": self.home, "dir": server.dir, "port": self.port, "lda": lda, "more": more,
                  "chroot": chroot, "address": address}
        places["services"] = services.format(**places) if services is PIPE else services
        (self.home / "etc/main.cf").write_text(once(MAIN.format(**places)))
        (self.home / "etc/master.cf").write_text(MASTER.format(**places))
        self.command("start")
        end = time.monotonic() + 90
        while True:
            try:
                smtplib.SMTP(self.address, self.port, timeout=30).quit()
                return
            except OSError:
                assert time.monotonic() < end, self.log_text()
                time.sleep(0.1)

    def command(self, *words):
        done = subprocess.run(["/usr/sbin/postfix", "-c", self.home / "etc", *words],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr + self.log_text()

    def send(self, sender, recipients, message):
        with smtplib.SMTP(self.address, self.port, timeout=60) as smtp:
            smtp.sendmail(sender, recipients, message)

    def log_text(self):
        path = self.home / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def is_empty(self):
        """Nothing is in the queue, not even what waits to be tried again."""
        out = subprocess.run(["/usr/sbin/postqueue", "-c", self.home / "etc", "-p"],
                             capture_output=True, text=True).stdout
        return "queue is empty" in out

    def wait_empty(self, seconds=60):
        """Until the queue is empty."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.is_empty():
                return
            time.sleep(0.1)
        raise AssertionError("the queue is not empty:\n" + self.log_text()[-5000:])

    def remove(self):
        self.command("stop")
        shutil.rmtree(self.home, ignore_errors=True)
