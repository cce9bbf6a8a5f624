# SPDX-License-Identifier: MIT
"""Sixteen LMTP clients that do not give up while processes, the master and all
of it at once are killed: nothing is lost, and only what had no answer is there
twice."""
import collections
import os
import random
import re
import signal
import socket
import threading
import time

from conftest import PASSWORD, mail
from lmtp_client import Lmtp, wire
from test_quota import check_sums, size_file

LONG = bool(os.environ.get("FUMIKURA_LONG"))
DELIVERIES = 5000 if LONG else 600
CONNECTIONS = 16
USERS = [f"user{n}@example.org" for n in range(4)]
PATIENCE = 300


def user_of(number):
    return USERS[number * 7 % len(USERS)]


def body_of(number):
    return f"body of {number} " + "y" * (number * 37 % 5000) + "\n"


def message_of(number):
    return mail(f"Number {number}", body_of(number)).replace(
        "Message-ID: <", f"Message-ID: <number.{number}.")


class Work:
    """The numbers that are still to be sent, and what became of the others."""

    def __init__(self):
        self.lock = threading.Lock()
        self.left = list(reversed(range(DELIVERIES)))
        self.acknowledged, self.unanswered = set(), collections.Counter()
        self.problems = []

    def next(self):
        with self.lock:
            return self.left.pop() if self.left and not self.problems else None

    def acknowledge(self, number):
        with self.lock:
            self.acknowledged.add(number)

    def doubt(self, number):
        with self.lock:
            self.unanswered[number] += 1


class Client(threading.Thread):
    """Sends one message after the other, each until it is acknowledged."""

    def __init__(self, server, work):
        super().__init__(daemon=True)
        self.server, self.work, self.lmtp = server, work, None

    def run(self):
        try:
            while (number := self.work.next()) is not None:
                end = time.monotonic() + PATIENCE
                while not self.attempt(number):
                    assert time.monotonic() < end, f"{number} is never taken"
                    time.sleep(0.02)
                self.work.acknowledge(number)
        except Exception as problem:
            self.work.problems.append(problem)
        finally:
            self.hang_up()

    def hang_up(self):
        if self.lmtp:
            self.lmtp.close()
        self.lmtp = None

    def attempt(self, number):
        """Whether it is acknowledged; not, if the server is away or says 4xx."""
        sent = False
        try:
            if not self.lmtp:
                self.lmtp = Lmtp(self.server)
            for line, good in [("RSET", "250 "), ("MAIL FROM:<s@example.net>", "250 "),
                               (f"RCPT TO:<{user_of(number)}>", "250 "), ("DATA", "354 ")]:
                answer = self.lmtp.say(line)
                if not answer.startswith(good):
                    return self.later(answer)
            sent = True
            self.lmtp.send(wire(message_of(number)) + b".\r\n")
            answer = self.lmtp.reply()
            return answer.startswith("250 ") or self.later(answer)
        except (EOFError, OSError):
            self.hang_up()
            if sent:
                self.work.doubt(number)
            return False

    def later(self, answer):
        assert answer.startswith(("421 ", "451 ")), answer
        self.hang_up()
        return False


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def kill_worker(server, rng):
    pids = {pid for pid, _ in server.children("lmtp")}
    if pids:
        kill(rng.choice(sorted(pids)))


def gone(server, pids):
    """Whether these have ended and nobody listens any more."""
    with socket.socket(socket.AF_UNIX) as s:
        try:
            s.connect(str(server.dir / "run/lmtp"))
            return False
        except OSError:
            return not any(lives(pid) for pid in pids)


def kill_master(server, rng):
    """The others end when they see it."""
    pids = [pid for pid, _ in server.children()]
    server.process.kill()
    server.process.wait()
    wait_for(lambda: gone(server, pids))
    server.start()


def kill_machine(server, rng):
    """All of it between two instructions; what lies in run goes with the memory."""
    kill(server.process.pid, signal.SIGSTOP)
    stopped = {server.process.pid}
    while more := {pid for pid, _ in server.children()} - stopped:
        for pid in more:  # who forks before it is stopped has children to be found
            kill(pid, signal.SIGSTOP)
        stopped |= more
    for pid in stopped:
        kill(pid)
    server.process.wait()
    wait_for(lambda: gone(server, stopped))
    for path in (server.dir / "run").iterdir():
        if path.is_socket():
            path.unlink()
    server.start()


def found_in(server, user):
    """{number: how often it is there}, each of them whole."""
    found = collections.Counter()
    client = server.imap(user)
    assert client.select()[0] == "OK"
    uids = []
    for part in client.fetch("1:*", "(UID BODY.PEEK[])")[1]:
        if isinstance(part, tuple):
            uids.append(int(re.search(rb"UID (\d+)", part[0]).group(1)))
            number = int(re.search(rb"Message-ID: <number\.(\d+)\.", part[1]).group(1))
            assert part[1].endswith(b"\r\n\r\n" + wire(body_of(number))), number
            found[number] += 1
    client.logout()
    assert uids == sorted(set(uids))
    return found


def test_each_is_there_once_or_had_no_answer(new_server):
    seed = int(os.environ.get("FUMIKURA_SEED", "11"))
    print("seed", seed)
    rng = random.Random(seed)
    server = new_server(users=())
    for user in USERS:
        server.add_user(user, PASSWORD, "--quota", "1G")
    work = Work()
    clients = [Client(server, work) for _ in range(CONNECTIONS)]
    for client in clients:
        client.start()
    kills = collections.Counter()
    for turn in range(DELIVERIES // 40):
        # Some are through before the next dies, and some are on their way.
        wanted = turn * 40 + rng.randrange(40)
        wait_for(lambda: len(work.acknowledged) >= wanted or work.problems)
        how = (kill_worker, kill_master, kill_worker, kill_machine, kill_worker)[turn % 5]
        how(server, rng)
        kills[how.__name__] += 1
    for client in clients:
        client.join()
    assert not work.problems, work.problems
    assert len(work.acknowledged) == DELIVERIES
    server.wait_ready()
    print(dict(kills), "without an answer:", sum(work.unanswered.values()))
    twice = 0
    for user in USERS:
        found = found_in(server, user)
        assert set(found) == {n for n in range(DELIVERIES) if user_of(n) == user}
        for number, times in found.items():
            assert 1 <= times <= 1 + work.unanswered[number], (number, times)
            twice += times - 1
        check_sums(server, user)
        assert size_file(server, user)[1] == sum(found.values())
        check = server.run("index", "check", user)
        assert check.returncode == 0, check.stdout
    print("doubled:", twice)
