# SPDX-License-Identifier: MIT
"""What the kernel refuses to each process, as /proc says; and who runs programs then."""
import ctypes
import errno
import os
import pathlib
import re
import signal
import struct

import pytest

from conftest import mail, parent_of
from test_isolation_files import landlock
from test_keys import wait_for

FILTER = "2"
CREATE_RULESET = 444  # of Landlock, on all architectures
SESSIONS = ["imap", "pop3", "managesieve"]


def status(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines)


@pytest.mark.parametrize("program", ["gate", "keys", "auth", "lmtp", *SESSIONS])
def test_system_calls_are_filtered(server, program):
    found = [status(pid) for pid, _ in server.children(program)]
    assert found
    assert {(s["Seccomp"], s["NoNewPrivs"]) for s in found} == {(FILTER, "1")}


def test_who_sends_by_smtp_is_filtered_and_a_command_is_not(server, new_server):
    """Nothing is executed then; the MTA's command has privileges that a filter would take."""
    pid, = (pid for pid, _ in server.children("submit"))
    assert status(pid)["Seccomp"] == "0"
    sender = new_server('submit_host = "smtp://127.0.0.1:1"\n')
    pid, = (pid for pid, _ in sender.children("submit"))
    assert (status(pid)["Seccomp"], status(pid)["NoNewPrivs"]) == (FILTER, "1")


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


def warning_server(new_server, tmp_path, command):
    """It runs the command when alice has half of what she may; and the file into which that goes, whole."""
    said = tmp_path / "said"
    program = tmp_path / "warn"
    program.write_text(f'#!/bin/sh\n{{ {command}; }} >"{said}.new"\nmv "{said}.new" "{said}"\n')
    program.chmod(0o755)
    tmp_path.chmod(0o777)
    server = new_server('quota_warnings = "50"\n'
                        f'quota_warning_command = "{program}"\n', users=())
    server.add_user("alice@example.org", "correct horse", "--quota", "10K")
    return server, said


def test_only_the_starter_may_execute(new_server, tmp_path):
    """And what it runs can do what a program of the admin may."""
    server, said = warning_server(new_server, tmp_path, 'grep Seccomp: /proc/self/status; echo "$USER $1 $2"')
    client = server.imap("alice@example.org")
    filters = [status(pid)["Seccomp"] for pid, _ in server.children("imap")]
    assert sorted(filters) == ["0", FILTER, FILTER]
    assert client.append("INBOX", None, None, b"Subject: big\r\n\r\n" + 600 * b"0123456789\r\n")[0] == "OK"
    wait_for(said.exists)
    assert said.read_text().split() == ["Seccomp:", "0", "alice@example.org", "50", "alice@example.org"]
    client.logout()


def starter_of(server, name):
    for pid, _ in server.children(name):
        try:
            if pathlib.Path(f"/proc/{pid}/comm").read_text() == "starter\n":
                return pid
        except OSError:  # it has just ended
            pass


@pytest.mark.parametrize("name", ["imap", "lmtp"])
def test_another_process_has_a_starter_if_it_is_killed(new_server, tmp_path, name):
    """What runs goes on; and so often as it is killed."""
    server, said = warning_server(new_server, tmp_path, 'echo "$USER $1"')
    client = server.imap("alice@example.org")
    for _ in range(3):
        first = starter_of(server, name)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: starter_of(server, name) not in (None, first))
    log = server.log_text()
    assert log.count(" starter_died ") == 3 and " child_ended " not in log
    assert client.noop()[0] == "OK"
    client.logout()
    ready = server.log_text().count(" ready ")
    big = mail("big", 600 * "0123456789\n")
    if name == "lmtp":
        assert server.deliver("alice@example.org", big).returncode == 0
    else:
        client = server.imap("alice@example.org")
        assert client.append("INBOX", None, None, big.replace("\n", "\r\n").encode())[0] == "OK"
        client.logout()
    wait_for(said.exists)
    assert said.read_text() == "alice@example.org 50\n"
    # The one that was replaced has ended with its sessions.
    wait_for(lambda: zygotes(server, name) == 1)
    assert server.log_text().count(" ready ") == ready


def zygotes(server, name):
    """Children of master's, that serve or end."""
    return sum(parent_of(pid) == server.process.pid for pid, _ in server.children(name))


def hide_landlock():
    """In a child before its exec: a kernel that has none, by a filter of system calls."""
    steps = b"".join(struct.pack("HBBI", *step) for step in [
        (0x20, 0, 0, 0),  # load the call's number
        (0x15, 0, 1, CREATE_RULESET),
        (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
        (0x06, 0, 0, 0x7fff0000)])
    at = ctypes.create_string_buffer(steps)
    # struct sock_fprog
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(at)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    for call in [(38, 1, 0, 0, 0), (22, 2, ctypes.addressof(program), 0, 0)]:
        assert prctl(*call) == 0, ctypes.get_errno()


WALLS = 'isolation = "user"\n'


def test_without_landlock_nothing_starts_where_it_is_required(new_server):
    server = new_server(WALLS + "isolation_required = true\n", start=False)
    done = server.run("serve", preexec_fn=hide_landlock)
    assert done.returncode != 0
    assert "isolation_required is set, and this kernel has no Landlock (Linux 5.19 or later)" in done.stderr
    assert "ready" not in done.stderr and not (server.dir / "run/lmtp").exists()


def test_without_landlock_the_server_warns_once_and_serves(new_server):
    server = new_server(WALLS, start=False)
    server.start(preexec_fn=hide_landlock)
    assert server.deliver("alice@example.org", mail("Unwalled")).returncode == 0
    client = server.imap("alice@example.org")
    assert client.select()[1] == [b"1"]
    client.logout()
    warnings = [line for line in server.log_text().splitlines() if "no-landlock" in line]
    assert len(warnings) == 1 and " warn " in warnings[0], warnings


@pytest.mark.skipif(not landlock(), reason="no Landlock in this kernel")
def test_where_there_is_landlock_it_may_be_required(new_server):
    server = new_server(WALLS + "isolation_required = true\n")
    assert server.imap("alice@example.org").select()[0] == "OK"
    assert "no-landlock" not in server.log_text()
