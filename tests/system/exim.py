# SPDX-License-Identifier: MIT
"""A real Exim of its own, in a temporary folder, on a high port; its package
unpacked, not installed: it does not stand beside Postfix."""
import os
import pathlib
import pwd
import shutil
import smtplib
import subprocess
import tempfile
import time

from conftest import free_port
from debian import unpack

MAIN = """
exim_path = {program}
primary_hostname = mx.example.org
spool_directory = {home}/spool
log_file_path = {home}/%slog
pid_file_path = {home}/pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
disable_ipv6
keep_environment =
host_lookup =
queue_only
tls_advertise_hosts = *
tls_certificate = {home}/cert.pem
tls_privatekey = {home}/key.pem
acl_smtp_rcpt = rcpt

begin acl
rcpt:
{acl}
begin authenticators
{authenticators}
{more}
"""


class Exim:
    """Takes mail of whom its ACL lets, and leaves it in the queue."""

    def __init__(self, server, authenticators, acl="  accept\n", more=""):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-exim-"))
        self.home.chmod(0o755)
        unpack(self.home / "root", "exim4-daemon-heavy")
        self.port = free_port()
        entry = pwd.getpwnam("Debian-exim")  # compiled in
        (self.home / "spool").mkdir()
        for name in ("cert.pem", "key.pem"):
            shutil.copy(server.dir / "etc/tls" / name, self.home)
        for name in (".", "spool", "cert.pem", "key.pem"):
            os.chown(self.home / name, entry.pw_uid, entry.pw_gid)
        self.program = program = self.home / "root/usr/sbin/exim4"
        self.config = config = self.home / "exim4.conf"
        config.write_text(MAIN.format(home=self.home, program=program, port=self.port, acl=acl,
                                      authenticators=authenticators, more=more))
        self.output = open(self.home / "output", "wb")
        self.process = subprocess.Popen(
            [program, "-C", config, "-bdf"],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)
        try:
            self.wait_ready()
        except BaseException:
            self.remove()
            raise

    def wait_ready(self):
        end = time.monotonic() + 90
        while True:
            assert self.process.poll() is None, self.log_text()
            try:
                smtplib.SMTP("127.0.0.1", self.port, timeout=30).quit()
                return
            except (OSError, smtplib.SMTPException):
                assert time.monotonic() < end, self.log_text()
                time.sleep(0.1)

    def send(self, sender, recipients, message):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as smtp:
            smtp.sendmail(sender, recipients, message)

    def run_queue(self, how="-qf"):
        """Tries each message once."""
        done = subprocess.run([self.program, "-C", self.config, how], capture_output=True, text=True,
                              timeout=120)
        assert done.returncode == 0, done.stderr

    def log_text(self):
        return "".join((self.home / name).read_text(errors="replace")
                       for name in ("output", "mainlog", "paniclog") if (self.home / name).exists())

    def remove(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        finally:
            self.process.kill()
            self.output.close()
            shutil.rmtree(self.home, ignore_errors=True)
