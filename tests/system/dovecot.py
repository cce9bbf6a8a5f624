# SPDX-License-Identifier: MIT
"""A real Dovecot of its own, in a temporary folder, on a high port."""
import imaplib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from conftest import PASSWORD, free_port

CONF = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/mail/%d/%n/Maildir
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home={home}/mail/%d/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
}}
"""


class Dovecot:
    def __init__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-dovecot-"))
        self.home.chmod(0o755)
        self.port = free_port()
        (self.home / "mail").mkdir()
        vmail = pwd.getpwnam("vmail")
        os.chown(self.home / "mail", vmail.pw_uid, vmail.pw_gid)
        (self.home / "dovecot.conf").write_text(
            CONF.format(home=self.home, port=self.port, password=PASSWORD.replace(" ", "_")))
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.home / "dovecot.conf"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def imap(self, user):
        end = time.monotonic() + 30
        while True:
            try:
                client = imaplib.IMAP4("127.0.0.1", self.port)
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError("Dovecot does not answer:\n" + self.log_text())
                time.sleep(0.05)
        client.sock.settimeout(30)
        client.login(user, PASSWORD.replace(" ", "_"))
        return client

    def maildir(self, user):
        local, domain = user.split("@")
        return self.home / "mail" / domain / local / "Maildir"

    def log_text(self):
        path = self.home / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def remove(self):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
