# SPDX-License-Identifier: MIT
"""A server and a real Postfix that each give mail to the other."""
import os
import pwd
import shutil
import subprocess

from conftest import BUILD, Server
from postfix import Postfix, new_home

MORE = """
smtpd_tls_cert_file = {dir}/etc/tls/cert.pem
smtpd_tls_key_file = {dir}/etc/tls/key.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = unix:{dir}/run/auth
virtual_mailbox_maps = inline:{{ {{ gone@example.org = }} }}, static:all
transport_maps =
smtpd_recipient_restrictions =
 check_recipient_access inline:{{ {{ refused@example.org = 550 5.7.1 Not wanted }},
   {{ later@example.org = 450 4.2.0 Not now }} }}
relay_domains = example.net
"""


def sendmail_config(home):
    """A folder for sendmail. Debian's postdrop gets its rights by its group and
    then heeds no folder that the system's main.cf doesn't name; so this one is
    a copy without, and the queue's folders are open to our user."""
    (home / "bin").mkdir()
    (home / "submit").mkdir()
    shutil.copyfile("/usr/sbin/postdrop", home / "bin/postdrop")
    (home / "bin/postdrop").chmod(0o755)
    main = (home / "etc/main.cf").read_text().replace(
        "command_directory = /usr/sbin", f"command_directory = {home}/bin")
    (home / "submit/main.cf").write_text(main)
    (home / "submit/master.cf").write_text("")
    with open(home / "etc/master.cf", "a") as services:
        services.write("tlsmgr unix - - n 1000? 1 tlsmgr\n")
    group = pwd.getpwnam("fumikura-submit").pw_gid
    for name in ("maildrop", "public"):
        os.chown(home / "spool" / name, -1, group)


class Pair:
    """settings: of the server; "{port}", "{home}" and "{dir}" are filled in."""

    def __init__(self, settings, users, more=""):
        self.home = new_home()
        self.server = Server()
        for user in users:
            self.server.add_user(user)
        # What the certificate is made for, and before Postfix reads it.
        self.server.start()
        self.postfix = Postfix(self.server, MORE.format(dir=self.server.dir) + more, self.home)
        sendmail_config(self.home)
        self.postfix.command("reload")
        self.server.stop()
        self.use(settings)

    def use(self, settings):
        """Starts the server anew with these settings."""
        if self.server.process.poll() is None:
            self.server.stop()
        self.server.configure(settings.format(
            port=self.postfix.port, home=self.home, dir=self.server.dir))
        self.server.start()

    def send(self, sender, recipients, message, seconds=60, **more):
        """By the submit socket; "ok", or kind, text, detail."""
        done = subprocess.run(
            [BUILD / "tests/system/submit_probe", self.server.dir / "run/submit", str(seconds),
             sender, *recipients], input=message, capture_output=True, timeout=200, **more)
        said = done.stdout.decode().rstrip("\n").split("\t")
        return said if said[0].startswith("ok") else [*said, self.server.log_text()[-1000:]]

    def messages(self, user, mailbox="INBOX"):
        client = self.server.imap(user)
        count = int(client.select(mailbox, readonly=True)[1][0])
        parts = client.fetch("1:*", "(BODY.PEEK[])")[1] if count else []
        found = [part[1] for part in parts if isinstance(part, tuple)]
        client.logout()
        return found

    def remove(self):
        self.postfix.remove()
        self.server.remove()


COMMAND = 'submit_command = "/usr/bin/env MAIL_CONFIG={home}/submit /usr/sbin/sendmail"\n'
SMTP = 'submit_host = "smtp://127.0.0.1:{port}"\n'
