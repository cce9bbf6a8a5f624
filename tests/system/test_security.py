# SPDX-License-Identifier: MIT
"""What one peer may not do to the others."""
import contextlib
import os
import socket
import subprocess
import sys
import time

import pytest
from conftest import BUILD, PASSWORD, mail

USER = "alice@example.org"


def lmtp(server):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(20)
    s.connect(str(server.dir / "run" / "lmtp"))
    return s


def gate(server):
    s = socket.create_connection(("127.0.0.1", server.imap_port), 20)
    file = s.makefile("rb")
    assert file.readline().startswith(b"* OK")
    return s, file


# Opens connections as nobody, prints the answers, holds them until stdin ends.
CROWD = """
import os, socket, sys
path, count = sys.argv[1], int(sys.argv[2])
os.setgroups([]); os.setgid(65534); os.setuid(65534)
kept = []
for _ in range(count):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(20)
    s.connect(path)
    print(s.recv(3).decode(), flush=True)
    kept.append(s)
print("end", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_untrusted_users_leave_room_for_the_mta(new_server):
    server = new_server("lmtp_workers_max = 8\n")
    crowd = subprocess.Popen(
        [sys.executable, "-c", CROWD, server.dir / "run" / "lmtp", "20"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    answers = []
    while "end" not in answers:
        answers.append(crowd.stdout.readline().strip())
        assert answers[-1], answers
    assert answers.count("220") == 2 and answers.count("421") == 18, answers
    assert server.deliver(USER, mail("room")).returncode == 0
    crowd.communicate("")
    assert crowd.returncode == 0


def test_refused_logins_end_the_connection(server):
    s, file = gate(server)
    s.sendall(b"".join(b"a%d LOGIN alice@example.org wrong\r\n" % n for n in range(50)))
    answers = file.read()
    assert answers.count(b"AUTHENTICATIONFAILED") == 10, answers
    assert answers.rstrip().endswith(b"* BYE Too many failed logins.")


def test_pipelined_input_is_dropped_by_starttls(server):
    s, file = gate(server)
    s.sendall(b"a STARTTLS\r\nb LOGOUT\r\n")
    assert file.readline().startswith(b"a OK")
    s.settimeout(1)
    with pytest.raises(TimeoutError):
        s.recv(100)


def test_workers_hold_their_own_stream_only(server):
    """That, its channel to gate, and where all tell the zygote that they park, if it is used
    again its own way from there; no listening socket, no control channel, no other client's
    socket."""
    own = 3 if server.reuses_workers else 2
    first, second = server.imap(USER, PASSWORD), server.imap("bob@example.org", PASSWORD)
    tls = server.imap(USER, PASSWORD, tls=True)
    zygotes = {pid for pid, _ in server.children("imap")}
    parents = {pid: ppid(pid) for pid in zygotes}
    workers = [pid for pid in zygotes if parents[pid] in zygotes]
    assert len(workers) == 3, parents
    inodes = []
    for pid in workers:
        sockets = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        inodes.append([name for name in sockets if name.startswith("socket:")])
        assert not [name for name in sockets if "signalfd" in name or "eventfd" in name], sockets
    assert sorted(map(len, inodes)) == [own + 1] * 3, inodes
    assert len({name for names in inodes for name in names}) == 3 * own + 1
    assert len(set.intersection(*map(set, inodes))) == 1
    for client in (first, second, tls):
        client.logout()


def ppid(pid):
    with open(f"/proc/{pid}/stat") as f:
        return int(f.read().rsplit(")", 1)[1].split()[1])


def test_children_inherit_no_strange_descriptors(new_server):
    server = new_server(start=False)
    secret = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(secret, True)
    strange = 200
    os.dup2(secret, strange, inheritable=True)
    try:
        server.log = open(server.dir / "log", "ab")
        server.process = subprocess.Popen(
            [BUILD / "fumikura", "serve", "--dir", server.dir],
            stdout=server.log, stderr=server.log, stdin=subprocess.DEVNULL, close_fds=False)
    finally:
        os.close(strange)
        os.close(secret)
    server.wait_ready()
    for pid, args in server.children():
        if pid == server.process.pid or "master" in args:
            continue
        # A worker may have ended meanwhile.
        with contextlib.suppress(FileNotFoundError):
            assert str(strange) not in os.listdir(f"/proc/{pid}/fd"), args


def test_a_client_that_never_reads_holds_up_nobody(server):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(("127.0.0.1", server.imap_port))
    s.setblocking(False)
    try:
        for _ in range(2000):
            s.send(b"x CAPABILITY\r\n" * 300)
    except BlockingIOError:
        pass
    begun = time.monotonic()
    client = server.imap(USER, PASSWORD)
    client.logout()
    assert time.monotonic() - begun < 5
    s.close()


def test_log_lines_can_not_be_forged(server):
    name = 'x" uid=0\\\\ rip=1.2.3.4\x7f\x1b[2J'
    s, file = gate(server)
    s.sendall(b'a LOGIN {%d+}\r\n%s pw\r\n' % (len(name), name.encode()))
    assert file.readline().startswith(b"a NO")
    lines = [line for line in server.log_text().splitlines() if "1.2.3.4" in line]
    assert lines and all("\x1b" not in line and 'x\\" uid=0' in line for line in lines)


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit_fds(pid, count=None):
    """As the process's own user, who may."""
    with open(f"/proc/{pid}/status") as f:
        status = dict(line.split(":", 1) for line in f)
    uid, gid = (int(status[key].split()[0]) for key in ("Uid", "Gid"))
    code = ("import resource, sys; pid, count = map(int, sys.argv[1:]); "
            "hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]; "
            "resource.prlimit(pid, resource.RLIMIT_NOFILE, (count or hard, hard))")
    more = {"user": uid, "group": gid, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(["/usr/bin/python3", "-c", code, str(pid), str(count or 0)], check=True, **more)


@pytest.mark.parametrize("name", ["lmtp", "gate", "auth"])
def test_without_fds_nobody_spins(new_server, name):
    server = new_server()
    server.imap(USER, PASSWORD).logout()
    pids = [pid for pid, _ in server.children(name)]
    for pid in pids:
        limit_fds(pid, 3)
    waiting = []
    for _ in range(4):
        if name == "gate":
            waiting.append(socket.create_connection(("127.0.0.1", server.imap_port), 20))
        else:
            waiting.append(socket.socket(socket.AF_UNIX))
            waiting[-1].settimeout(20)
            waiting[-1].connect(str(server.dir / "run" / name))
    before = {pid: cpu_seconds(pid) for pid in pids}
    time.sleep(2)
    for pid in pids:
        assert cpu_seconds(pid) - before[pid] < 0.5, name
        limit_fds(pid)
    for s in waiting:
        assert s.recv(1), name
        s.close()
