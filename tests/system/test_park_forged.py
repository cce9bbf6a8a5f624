# SPDX-License-Identifier: MIT
"""What a worker in wrong hands may say of parked sessions: nothing of others."""
import array
import ctypes
import errno
import json
import os
import pwd
import socket
import struct

import pytest
from test_park import ALICE, Client, all_parked, deliver, until, zygote

PIDFD_GETFD = 438  # x86-64 and arm64
PARKED, NOT_PARKED = True, False
BOB = "bob@example.org"

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="takes another process's socket")


def sockets(pid):
    """{inode: fd}"""
    found = {}
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{fd}")
        except FileNotFoundError:  # it was just closed
            continue
        if target.startswith("socket:"):
            found[target] = int(fd)
    return found


def socket_of(pid, fd):
    own = os.pidfd_open(pid)
    try:
        got = ctypes.CDLL(None, use_errno=True).syscall(PIDFD_GETFD, own, fd, 0)
        assert got >= 0, os.strerror(ctypes.get_errno())
        return socket.socket(fileno=got)
    finally:
        os.close(own)


def worker(server):
    (pid,) = server.session_processes("imap")
    return pid


def maker(end):
    """Of a socket pair."""
    return struct.unpack("iII", end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]


def note(parked, count=0):
    """struct parked_note without watches."""
    return struct.pack("?3xI", parked, count)


def as_mail_user(what):
    """What a process of that user's is told, by errno; 0: nothing."""
    entry = pwd.getpwnam("vmail")
    pid = os.fork()
    if pid == 0:
        code = 255
        try:
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
            what()
            code = 0
        except OSError as error:
            code = error.errno
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def credentials(pid):
    entry = pwd.getpwnam("vmail")
    return (socket.SOL_SOCKET, socket.SCM_CREDENTIALS,
            struct.pack("iII", pid, entry.pw_uid, entry.pw_gid))


def state(server, user):
    done = server.run("session", "list", "--json", user)
    (one,) = json.loads(done.stdout)
    return one["state"]


class House:
    """A session in IDLE without a worker, and one of another user's that has one."""

    def __init__(self, server):
        self.server = server
        self.idle = Client(server, BOB)
        self.idle.run("SELECT INBOX")
        self.idle.idle()
        self.awake = Client(server)
        all_parked(server)
        self.awake.send("x NO")
        until(lambda: len(server.session_processes("imap")) == 1, "not woken")
        self.worker, self.zygote = worker(server), zygote(server)
        # Control and what wakes are the zygote's alone, when both have closed
        # what the session came with.
        until(lambda: len(self.shared()) == 1, "sockets are shared")
        own, (shared,) = sockets(self.worker), self.shared()
        self.notes = socket_of(self.worker, own.pop(shared))
        self.channel, = (s for s in (socket_of(self.worker, fd) for fd in own.values())
                         if s.type == socket.SOCK_SEQPACKET and maker(s) != self.zygote)

    def shared(self):
        return sockets(self.worker).keys() & sockets(self.zygote).keys()

    def check_the_other(self):
        deliver(self.server, "to the other", BOB)
        assert self.idle.line() == "* 1 EXISTS"
        self.idle.line()
        self.idle.send("DONE\r\n")
        assert self.idle.rest() == []
        self.idle.run("LOGOUT")


@pytest.fixture
def house(new_server):
    return House(new_server("session_linger = 0\n", users=(ALICE, BOB)))


def test_nobody_speaks_of_another_session(house):
    server, notes = house.server, house.notes
    # The kernel says who sends; to say it is another takes more than that user's rights.
    for said in (note(PARKED), note(NOT_PARKED)):
        assert as_mail_user(lambda: notes.sendmsg([said])) == 0
        assert as_mail_user(lambda: notes.sendmsg([said], [credentials(house.worker)])) == errno.EPERM
    # And what is no note is nobody's, whoever sends it. Its fds are closed.
    before = len(os.listdir(f"/proc/{house.zygote}/fd"))
    ends = socket.socketpair()
    fds = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [e.fileno() for e in ends]))
    for said in (b"x", note(PARKED)[:-1], note(PARKED, 1), note(PARKED, 1 << 31)):
        assert as_mail_user(lambda: notes.sendmsg([said], [fds])) == 0
    until(lambda: server.log_text().count(" park_note ") == 4, server.log_text)
    until(lambda: len(os.listdir(f"/proc/{house.zygote}/fd")) == before, "fds are left")
    assert (state(server, ALICE), state(server, BOB)) == ("active", "parked")
    house.awake.send("OP\r\n")
    assert house.awake.line().startswith("x OK")
    house.check_the_other()
    house.awake.run("LOGOUT")


def frame(record):
    """struct handover of HANDOVER_PARK."""
    return struct.pack("IIII", 3, 1000, len(record), 0) + record


def test_a_worker_gives_gate_nothing_but_what_it_was_given(house):
    ends = socket.socketpair()
    other = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [ends[0].fileno()]))
    assert as_mail_user(lambda: house.channel.sendmsg([frame(b"a record")], [other])) == 0
    until(lambda: "not the stream that it was given" in house.server.log_text(),
          house.server.log_text)
    # The client is the worker's, and can't be parked any more.
    house.awake.send("OP\r\n")
    assert house.awake.line().startswith("x OK")
    house.awake.run("NOOP")
    assert state(house.server, ALICE) == "active"
    house.check_the_other()
    house.awake.run("LOGOUT")
