# SPDX-License-Identifier: MIT
"""./quickstart --once from a clean copy, twice."""
import os
import shutil
import subprocess

from conftest import TOP, free_port


def test_quickstart_once(tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(TOP, copy, ignore=shutil.ignore_patterns(".git", "build*", "autom4te.cache", "configure"))
    tmp_path.chmod(0o755)
    home = tmp_path / "data"
    home.mkdir(mode=0o755)
    (home / "fumikura.conf").write_text(
        f"imap_port = {free_port()}\nimaps_port = {free_port()}\n"
        f"pop3_port = {free_port()}\npop3s_port = {free_port()}\n"
        f"managesieve_port = {free_port()}\n")
    for expected in (1, 2):
        done = subprocess.run([copy / "quickstart", "--once", "--dir", home],
                              capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "it works" in done.stdout
        new = home / "mail/example.org/alice/Maildir/new"
        cur = home / "mail/example.org/alice/Maildir/cur"
        assert len(os.listdir(new)) + len(os.listdir(cur)) == expected
