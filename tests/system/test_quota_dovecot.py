# SPDX-License-Identifier: MIT
"""maildirsize shared with a real Dovecot (quota = maildir)."""
import os
import subprocess

from conftest import PASSWORD
from test_quota import ALICE, body, check_sums, limited, on_disk, size_file

CONF = """
log_path = {log}
mail_location = maildir:{maildir}
mail_plugins = quota
first_valid_uid = 1
hostname = mail.example.org
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=40K:messages=100
  quota_grace = 0
}}
"""


class DovecotLda:
    """dovecot-lda on somebody's Maildir."""

    def __init__(self, server, folder):
        self.home = server.maildir(ALICE).parent
        folder.mkdir()
        folder.chmod(0o777)
        self.conf = folder / "dovecot.conf"
        self.log = folder / "log"
        self.conf.write_text(CONF.format(log=self.log, maildir=server.maildir(ALICE)))

    def deliver(self, message):
        as_vmail = {"user": "vmail", "group": "vmail", "extra_groups": []} if os.getuid() == 0 else {}
        return subprocess.run(
            ["/usr/lib/dovecot/dovecot-lda", "-c", self.conf, "-e", "-f", "bob@example.org"],
            input=message.encode(), capture_output=True, timeout=60, umask=0o077,
            env={"HOME": str(self.home), "USER": "alice", "PATH": os.environ["PATH"]}, **as_vmail)


def test_sums_agree_with_dovecots(new_server, tmp_path):
    tmp_path.chmod(0o711)
    server = limited(new_server, "", "40K", "--quota-messages", "100")
    # Who makes the folders owns them.
    client = server.imap(ALICE, PASSWORD)
    client.create("Trash")
    dovecot = DovecotLda(server, tmp_path / "dovecot")
    for number in range(8):
        if number % 2:
            done = dovecot.deliver(body(500 + number))
            assert done.returncode == 0, (done, dovecot.log.read_text())
        else:
            assert server.deliver(ALICE, body(700 + number)).returncode == 0
        assert size_file(server) == on_disk(server), number
    check_sums(server)
    client.select()
    client.store("1:3", "+FLAGS.SILENT", r"(\Deleted)")
    client.expunge()
    assert client.copy("1", "Trash")[0] == "OK"
    check_sums(server)
    assert dovecot.deliver(body(600)).returncode == 0
    assert server.deliver(ALICE, body(600)).returncode == 0
    check_sums(server)
    # Both say no to the same message, and yes to the same.
    room = 40 * 1024 - on_disk(server)[0]
    for size, codes in ((room + 2000, (77, 77)), (room - 3000, (0, 77))):
        told = (dovecot.deliver(body(size)).returncode, server.deliver(ALICE, body(size)).returncode)
        assert told == codes, (size, dovecot.log.read_text())
    check_sums(server)
    # One that another program counts wrongly is put right by our next change.
    (server.maildir(ALICE) / "maildirsize").write_text("40960S,100C\n     99999         99\n  -1 -1\n")
    client.select()
    client.store("1", "+FLAGS.SILENT", r"(\Deleted)")
    client.expunge()
    check_sums(server)
