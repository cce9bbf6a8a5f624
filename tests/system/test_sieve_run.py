# SPDX-License-Identifier: MIT
"""fumikura sieve run: a script for messages that lie in a mailbox."""
from conftest import mail

USER = "alice@example.org"
SCRIPT = """require ["fileinto", "imap4flags"];
if header :contains "subject" "old" { fileinto :flags "\\\\Seen" "Archive"; }
elsif header :contains "subject" "new" { addflag "\\\\Flagged"; }
elsif header :contains "subject" "bad" { redirect "@"; }
"""


def run(server, script, *more):
    return server.run("sieve", "run", USER, "INBOX", script, *more)


def flags(client, mailbox):
    client.select(mailbox, readonly=True)
    return [line.decode().split("FLAGS ")[1]
            for line in client.fetch("1:*", "(UID FLAGS)")[1]]


def test_a_script_is_run_when_told(server, tmp_path):
    script = tmp_path / "script"
    script.write_text(SCRIPT.replace('elsif header :contains "subject" "bad" { redirect "@"; }\n', ""))
    server.run("mailbox", "create", USER, "Archive")
    for subject in ("old", "new", "other"):
        assert server.deliver(USER, mail(subject)).returncode == 0
    client = server.imap(USER)
    before = flags(client, "INBOX")

    said = run(server, script)
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert lines[0] == "UID 1" and '"Archive"' in lines[1] and "fileinto" in lines[1]
    assert lines[2] == "UID 2" and "Flagged" in lines[3]
    assert lines[4] == "UID 3" and lines[5].startswith("  keep implicit=true")
    assert flags(client, "INBOX") == before
    assert client.select("Archive", readonly=True)[1] == [b"0"]

    done = run(server, script, "--execute")
    assert done.stdout == "UID 1\tdeleted\nUID 2\tflagged\nUID 3\tkept\n", done.stderr
    first, second, third = flags(client, "INBOX")
    assert "\\Deleted" in first and "\\Flagged" in second and "\\" not in third.replace("\\Recent", "")
    assert "\\Seen" in flags(client, "Archive")[0]
    client.logout()


def test_a_script_with_errors_does_nothing(server, tmp_path):
    script = tmp_path / "script"
    script.write_text(SCRIPT)
    assert server.deliver(USER, mail("old")).returncode == 0
    done = run(server, script, "--execute")
    assert done.returncode == 1 and not done.stdout
    assert "4" in done.stderr and "address" in done.stderr


def test_what_is_not_there_is_said(server, tmp_path):
    script = tmp_path / "script"
    script.write_text("keep;\n")
    assert run(server, tmp_path / "none").returncode != 0
    assert server.run("sieve", "run", USER, "None", script).returncode == 1
    assert server.run("sieve", "run", "nobody@example.org", "INBOX", script).returncode == 1
    assert server.run("sieve", "run", USER, "INBOX").returncode == 64
