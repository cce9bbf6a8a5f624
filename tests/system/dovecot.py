# SPDX-License-Identifier: MIT
"""A real Dovecot of its own, in a temporary folder, on a high port."""
import imaplib
import os
import pathlib
import poplib
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
protocols = {protocols}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{mail}/%d/%n/Maildir
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=vmail gid=vmail home={mail}/%d/%n
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
}}
"""
POP3 = """
service pop3-login {{
  inet_listener pop3 {{
    port = {port}
  }}
}}
"""


class Dovecot:
    def __init__(self, mail=None, pop3=False, more=""):
        """On the mail of another server, or its own."""
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-dovecot-"))
        self.home.chmod(0o755)
        self.port, self.pop3_port = free_port(), free_port()
        self.mail = mail or self.home / "mail"
        if not mail:
            self.mail.mkdir()
            vmail = pwd.getpwnam("vmail")
            os.chown(self.mail, vmail.pw_uid, vmail.pw_gid)
        conf = CONF.format(home=self.home, mail=self.mail, port=self.port,
                           protocols="imap pop3" if pop3 else "imap",
                           password=PASSWORD.replace(" ", "_"))
        if pop3:
            conf += POP3.format(port=self.pop3_port)
        (self.home / "dovecot.conf").write_text(conf + more)
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
        return self.mail / domain / local / "Maildir"

    def uidls(self, user):
        """{number: UIDL}; the server answers IMAP already."""
        client = poplib.POP3("127.0.0.1", self.pop3_port, timeout=30)
        client.user(user)
        client.pass_(PASSWORD.replace(" ", "_"))
        lines = client.uidl()[1]
        client.quit()
        return {int(line.split()[0]): line.split()[1] for line in lines}

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
