# SPDX-License-Identifier: MIT
"""kill -9 of any process during deliveries: what was acknowledged is there."""
import itertools
import os
import random
import re
import signal
import threading
import time

from conftest import mail

USERS = ["alice@example.org", "bob@example.org"]
KILLS = int(os.environ.get("FUMIKURA_CRASH_KILLS", "300" if os.environ.get("FUMIKURA_LONG") else "25"))


class Sender(threading.Thread):
    """Delivers until it is told to stop."""

    def __init__(self, server, numbers, acknowledged, stop):
        super().__init__(daemon=True)
        self.server, self.numbers, self.acknowledged, self.stop = server, numbers, acknowledged, stop
        self.problem = None

    def run(self):
        try:
            for number in self.numbers:
                if self.stop.is_set():
                    break
                self.deliver(number, USERS[number // 4 % 2])
        except Exception as problem:
            self.problem = problem

    def deliver(self, number, user):
        done = self.server.deliver(user, mail(f"Number {number}", f"body of {number} " + "y" * (number % 5000) + "\n"))
        if done.returncode == 0:
            self.acknowledged.append((user, number))
        else:
            assert done.returncode == 75, done


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def kill_one(server, rng):
    """Any process of the server, now and then its master; which."""
    victims = [pid for pid, args in server.children() if "fumikura" in args]
    if not victims or rng.random() < 0.1:
        victims = [server.process.pid]
    pid = rng.choice(victims)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return None
    if pid == server.process.pid:
        server.process.wait()
        server.start()
    return pid


def test_nothing_acknowledged_is_lost(new_server):
    seed = int(os.environ.get("FUMIKURA_SEED", "7"))
    print("seed", seed)
    rng = random.Random(seed)
    server = new_server(users=USERS)
    acknowledged, stop, kills = [], threading.Event(), 0
    senders = [Sender(server, itertools.count(part, 4), acknowledged, stop) for part in range(4)]
    for sender in senders:
        sender.start()
    while kills < KILLS:
        # Some are through before the next dies, and some are on their way.
        wanted = len(acknowledged) + rng.randint(1, 25)
        wait_for(lambda: len(acknowledged) >= wanted or any(sender.problem for sender in senders))
        kills += kill_one(server, rng) is not None
        assert not any(sender.problem for sender in senders), [sender.problem for sender in senders]
    stop.set()
    for sender in senders:
        sender.join()
    server.wait_ready()
    for user in USERS:
        found, uids = [], []
        client = server.imap(user)
        client.select()
        for part in client.fetch("1:*", "(UID BODY.PEEK[])")[1]:
            if not isinstance(part, tuple):
                continue
            uids.append(int(re.search(rb"UID (\d+)", part[0]).group(1)))
            number = int(re.search(rb"Subject: Number (\d+)", part[1]).group(1))
            whole = f"body of {number} " + "y" * (number % 5000) + "\r\n"
            assert part[1].endswith(whole.encode()), number
            found.append(number)
        client.logout()
        lost = {number for who, number in acknowledged if who == user} - set(found)
        assert not lost, sorted(lost)
        assert uids == sorted(set(uids))
        # What was not acknowledged may be there, but hardly more than that.
        assert len(found) <= len({n for n in found}) + kills
        check = server.run("index", "check", user)
        assert check.returncode == 0, check.stdout
