# SPDX-License-Identifier: MIT
"""kill -9 of any process during deliveries: what was acknowledged is there."""
import os
import random
import re
import signal
import threading
import time

from conftest import mail

USERS = ["alice@example.org", "bob@example.org"]
COUNT = int(os.environ.get("FUMIKURA_CRASH_DELIVERIES", "2000"))


def deliver_some(server, numbers, acknowledged):
    for number in numbers:
        user = USERS[number % 2]
        done = server.deliver(user, mail(f"Number {number}", f"body of {number} " + "y" * (number % 5000) + "\n"))
        if done.returncode == 0:
            acknowledged.append((user, number))
        else:
            assert done.returncode == 75, done


def test_nothing_acknowledged_is_lost(new_server):
    seed = int(os.environ.get("FUMIKURA_SEED", "7"))
    print("seed", seed)
    rng = random.Random(seed)
    server = new_server(users=USERS)
    acknowledged = []
    threads = [threading.Thread(target=deliver_some,
                                args=(server, range(part, COUNT, 4), acknowledged))
               for part in range(4)]
    for thread in threads:
        thread.start()
    kills = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(rng.uniform(0.05, 0.4))
        victims = [pid for pid, args in server.children() if "fumikura" in args]
        if rng.random() < 0.1:
            victims = [server.process.pid]
        if not victims:
            continue
        pid = rng.choice(victims)
        try:
            os.kill(pid, signal.SIGKILL)
            kills += 1
        except ProcessLookupError:
            continue
        if pid == server.process.pid:
            server.process.wait()
            server.start()
    for thread in threads:
        thread.join()
    if server.process.poll() is not None:
        server.start()
    server.wait_ready()
    assert kills > 5 and len(acknowledged) > COUNT // 10
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
