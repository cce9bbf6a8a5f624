# SPDX-License-Identifier: MIT
"""What the kernel refuses to each process, as /proc says; and who runs programs then."""
import pathlib
import re

import pytest

from test_keys import wait_for

FILTER = "2"
SESSIONS = ["imap", "pop3", "managesieve"]


def status(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines)


@pytest.mark.parametrize("program", ["gate", "keys", "auth", "lmtp", *SESSIONS])
def test_system_calls_are_filtered(server, program):
    found = [status(pid) for pid, _ in server.children(program)]
    assert found
    assert {(s["Seccomp"], s["NoNewPrivs"]) for s in found} == {(FILTER, "1")}


def is_alone(pid):
    """It starts no process: by a filter beside its zygote's, or by its limit of processes, which is the cheaper."""
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    return status(pid)["Seccomp_filters"] == "2" or re.search(r"^Max processes +0 +0 ", limits, re.M) is not None


def test_worker_starts_no_process(server):
    client = server.imap("alice@example.org")
    assert sorted(is_alone(pid) for pid, _ in server.children("imap")) == [False, True]
    client.logout()


def test_worker_without_walls_has_a_further_filter(new_server):
    server = new_server('isolation = "uid"\n')
    client = server.imap("alice@example.org")
    counts = sorted(int(status(pid)["Seccomp_filters"]) for pid, _ in server.children("imap"))
    assert counts == [1, 2]
    client.logout()


def test_only_the_starter_may_execute(new_server, tmp_path):
    """And what it runs can do what a program of the admin may."""
    said = tmp_path / "said"
    program = tmp_path / "warn"
    program.write_text(f'#!/bin/sh\ngrep Seccomp: /proc/self/status >"{said}.new"\n'
                       f'echo "$USER $1 $2" >>"{said}.new"\nmv "{said}.new" "{said}"\n')
    program.chmod(0o755)
    tmp_path.chmod(0o777)
    server = new_server('quota_warnings = "50"\n'
                        f'quota_warning_command = "{program}"\n', users=())
    server.add_user("alice@example.org", "correct horse", "--quota", "10K")
    client = server.imap("alice@example.org")
    filters = [status(pid)["Seccomp"] for pid, _ in server.children("imap")]
    assert sorted(filters) == ["0", FILTER, FILTER]
    assert client.append("INBOX", None, None, b"Subject: big\r\n\r\n" + 600 * b"0123456789\r\n")[0] == "OK"
    wait_for(said.exists)
    assert said.read_text().split() == ["Seccomp:", "0", "alice@example.org", "50", "alice@example.org"]
    client.logout()
