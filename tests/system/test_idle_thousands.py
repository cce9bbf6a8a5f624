# SPDX-License-Identifier: MIT
"""Thousands of users in IDLE at once: each hears of its own mail, once."""
import concurrent.futures
import os
import random
import resource
import sqlite3

import pytest
from conftest import PASSWORD, Server, mail
from lmtp_client import Lmtp
from test_park import Client, all_parked

USERS = 10_000 if os.environ.get("FUMIKURA_LONG") else 60
ROUNDS = 2


def user(number):
    return f"user{number}@example.org"


@pytest.fixture
def crowd():
    """A server with all of them, who share one password."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files[1], files[1]))
    server = Server("session_linger = 2\naddress_connections = 20000\nsession_limit = 20000\n"
                    "gate_connections = 20000\n")
    # A gate needs up to four files for a client; the four have enough.
    config = server.dir / "fumikura.conf"
    config.write_text(config.read_text().replace("gate_processes = 1", "gate_processes = 4"))
    server.add_user(user(0))
    path = server.dir / "lib/accounts.sqlite"
    with sqlite3.connect(path) as db:
        db.executemany("INSERT INTO mailbox (username, password, local_part, domain) VALUES (?, '', ?, 'example.org')",
                       [(user(n), f"user{n}") for n in range(1, USERS)])
        # Thousands of strong hashes would take minutes.
        db.execute("UPDATE mailbox SET password = ?", ("{PLAIN}" + PASSWORD,))
    db.close()
    server.start()
    yield server
    server.remove()
    resource.setrlimit(resource.RLIMIT_NOFILE, files)


def idler(server, number):
    """Each other one under TLS."""
    client = Client(server, user(number), tls=number % 2 == 1)
    client.run("SELECT INBOX")
    client.idle()
    return client


def test_each_of_thousands_hears_of_each_delivery_once(crowd):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        clients = list(pool.map(lambda number: idler(crowd, number), range(USERS)))
    all_parked(crowd)
    order, lmtp = list(range(USERS)), Lmtp(crowd)
    for count in range(1, ROUNDS + 1):
        random.Random(count).shuffle(order)
        for number in order:
            lmtp.begin(user(number))
            assert lmtp.data(mail(f"round {count} for {number}"))[0].startswith("250 ")
        for number in order:
            assert clients[number].line() == f"* {count} EXISTS"
            assert clients[number].line().endswith(" RECENT")
    # All of them at once.
    for client in clients:
        client.send("DONE\r\n")
    for client in clients:
        # Nothing more was said in between.
        assert client.rest() == []
    for client in clients:
        client.send("bye LOGOUT\r\n")
    for client in clients:
        assert client.line().startswith("* BYE")
        client.close()
