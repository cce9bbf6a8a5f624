# SPDX-License-Identifier: MIT
"""Parked and woken again and again, at any moment: no answer is lost or comes
twice, and each client knows at every moment what it was told (QRESYNC).

Four clients of one mailbox (in the clear, TLS, COMPRESS, both) are what the
others see change; programs that know no IMAP change it, too. A model of each
takes every line and refuses what does not fit.
"""
import os
import random
import re
import time

from conftest import Server, mail
import test_park
from test_park import Client, until

USER = "model@example.org"
ROUNDS = 1000 if os.environ.get("FUMIKURA_LONG") else 8
WAYS = [(False, False), (True, False), (False, True), (True, True)]


def uids_of(text):
    found = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        found += range(int(first), int(last or first) + 1)
    return found


class Model(Client):
    """view: one {uid, flags} per message; uid None: not asked for yet."""

    def __init__(self, server, tls, packed):
        super().__init__(server, USER, tls)
        if packed:
            self.compress()
        self.view, self.modseq, self.idles = [], 0, False
        self.pending = []
        self.run_all(["ENABLE QRESYNC", "SELECT INBOX"])
        self.learn()

    def start(self, command):
        self.tag += 1
        self.pending.append(f"p{self.tag}")
        return f"p{self.tag} {command}\r\n"

    def take(self, line):
        """One untagged answer; what it may not be is an error."""
        if match := re.fullmatch(r"\* (\d+) EXISTS", line):
            assert int(match[1]) >= len(self.view), (line, self.view)
            while len(self.view) < int(match[1]):
                self.view.append({"uid": None})
        elif match := re.fullmatch(r"\* VANISHED ([\d:,]+)", line):
            for uid in uids_of(match[1]):
                at = [i for i, one in enumerate(self.view) if one["uid"] == uid]
                at = at or [i for i, one in enumerate(self.view) if one["uid"] is None][:1]
                assert at, ("vanished twice", line, self.view)
                del self.view[at[0]]
        elif match := re.fullmatch(r"\* (\d+) FETCH \((.*)\)", line):
            self.take_fetch(self.view[int(match[1]) - 1], match[2], line)
        elif match := re.search(r"HIGHESTMODSEQ (\d+)", line):
            self.modseq = max(self.modseq, int(match[1]))
        else:
            assert re.match(r"\* (OK|FLAGS|ENABLED|\d+ RECENT|ESEARCH)", line), line

    def take_fetch(self, message, items, line):
        uid = int(re.search(r"UID (\d+)", items)[1])
        assert message["uid"] in (None, uid), (line, self.view)
        message["uid"] = uid
        modseq = int(re.search(r"MODSEQ \((\d+)\)", items)[1])
        assert modseq >= message.get("modseq", 0), (line, message)
        message["modseq"] = modseq
        if flags := re.search(r"FLAGS \((.*?)\)", items):
            message["flags"] = set(flags[1].split()) - {r"\Recent"}

    def until_answered(self):
        """All that was sent is answered once, in order."""
        while self.pending:
            line = self.line()
            if line.startswith("+ "):
                return line
            if line.startswith("* "):
                self.take(line)
                continue
            assert line.split()[0] == self.pending.pop(0), line
            assert line.split()[1] == "OK", line
            if match := re.search(r"HIGHESTMODSEQ (\d+)", line):
                self.modseq = max(self.modseq, int(match[1]))
        return None

    def run_all(self, commands):
        self.send("".join(map(self.start, commands)))
        assert self.until_answered() is None

    def learn(self):
        """Asks for what is new, by numbers, so that no expunge comes between."""
        self.end_idle()
        while unknown := [i for i, one in enumerate(self.view, 1) if one["uid"] is None]:
            self.run_all([f"FETCH {unknown[0]}:* (UID FLAGS MODSEQ)"])

    def begin_idle(self):
        if not self.idles:
            self.send(self.start("IDLE"))
            assert self.until_answered().startswith("+ ")
            self.idles = True

    def end_idle(self):
        if self.idles:
            self.idles = False
            self.send("DONE\r\n")
            assert self.until_answered() is None

    def check(self, server):
        """As it sees it, so it is; and nothing has happened since its modseq."""
        self.end_idle()
        self.run_all(["NOOP"])
        self.learn()
        other = Client(server, USER)
        other.run("ENABLE QRESYNC")
        told = other.run("SELECT INBOX")
        validity = re.search(r"UIDVALIDITY (\d+)", "".join(told))[1]
        truth = [(int(re.search(r"UID (\d+)", line)[1]),
                  set(re.search(r"FLAGS \((.*?)\)", line)[1].split()) - {r"\Recent"})
                 for line in other.run("FETCH 1:* (UID FLAGS)")] if self.view else []
        assert [(one["uid"], one["flags"]) for one in self.view] == truth
        if self.view:
            uids = ",".join(str(one["uid"]) for one in self.view)
            told = other.run(f"SELECT INBOX (QRESYNC ({validity} {self.modseq} {uids}))")
            for line in told:
                assert "VANISHED" not in line, (line, self.modseq)
        other.run("LOGOUT")


def workers(server, zygote):
    if server.reuses_workers:
        return test_park.workers(server)
    with open(f"/proc/{zygote}/task/{zygote}/children") as children:
        return len(children.read().split())


class Site:
    def __init__(self, server, chance):
        self.server, self.chance, self.made = server, chance, 0
        self.zygote = min(pid for pid, _ in server.children("imap"))
        self.clients = [Model(server, tls, packed) for tls, packed in WAYS]

    def rest(self):
        """Until all are parked, mostly; or for a moment; or not at all."""
        how = self.chance.random()
        if how < 0.6:
            until(lambda: workers(self.server, self.zygote) == 0, self.server.log_text)
        elif how < 0.8:
            time.sleep(self.chance.random() / 100)

    def send_in_parts(self, client, text):
        """Parts that end anywhere, in a literal too, with pauses."""
        data = text
        while data:
            size = self.chance.choice([1, 3, 10, 200])
            client.send(data[:size])
            data = data[size:]
            if self.chance.random() < 0.3:
                self.rest_with_a_half_command()

    def rest_with_a_half_command(self):
        time.sleep(self.chance.random() / 200)

    # ---- what a client may do

    def noop(self, client):
        client.run_all(["NOOP"])

    def pipeline(self, client):
        client.run_all(["NOOP", "UID FETCH 1:* (FLAGS MODSEQ)", "UID SEARCH RETURN (MAX) ALL", "NOOP"])

    def broken(self, client):
        text = client.start("NOOP") + client.start("UID SEARCH RETURN (COUNT) ALL")
        self.send_in_parts(client, text)
        assert client.until_answered() is None

    def append(self, client):
        message = mail(f"appended {self.made}")
        self.made += 1
        size = len(message.encode())
        if self.chance.random() < 0.5:
            client.send(client.start(f"APPEND INBOX {{{size}}}"))
            assert client.until_answered().startswith("+ ")
            self.rest_with_a_half_command()
            self.send_in_parts(client, message + "\r\n")
        else:
            self.send_in_parts(client, client.start(f"APPEND INBOX {{{size}+}}\r\n{message}"))
        assert client.until_answered() is None

    def store(self, client):
        if client.view:
            number = self.chance.randrange(len(client.view)) + 1
            sign = self.chance.choice("+-")
            flag = self.chance.choice([r"\Flagged", r"\Seen", "$Forwarded", "own"])
            client.run_all([f"STORE {number} {sign}FLAGS ({flag})"])

    def expunge(self, client):
        if len(client.view) > 3:
            number = self.chance.randrange(len(client.view)) + 1
            client.run_all([rf"STORE {number} +FLAGS (\Deleted)", "EXPUNGE"])

    def idle(self, client):
        client.begin_idle()

    # ---- what others may do

    def deliver(self, _client):
        self.made += 1
        assert self.server.deliver(USER, mail(f"delivered {self.made}")).returncode == 0

    def drop_in(self, _client):
        self.made += 1
        box = self.server.maildir(USER)
        name = f"{self.made}.foreign.example"
        (box / "tmp" / name).write_text(mail(f"dropped in {self.made}"))
        owner = (box / "tmp").stat()
        os.chown(box / "tmp" / name, owner.st_uid, owner.st_gid)
        (box / "tmp" / name).rename(box / "new" / name)

    def round(self):
        action = self.chance.choice([self.noop, self.pipeline, self.broken, self.append, self.store,
                                     self.store, self.expunge, self.idle, self.idle, self.deliver,
                                     self.drop_in])
        for client in self.clients:
            self.rest()
            if action not in (self.idle, self.deliver, self.drop_in):
                client.end_idle()
            action(client)
            if self.chance.random() < 0.3:
                client.learn()
            action = self.chance.choice([action, self.noop, self.idle])


def test_each_client_knows_what_it_was_told():
    server = Server("session_linger = 0\nuser_connections = 20\n")
    seed = random.randrange(1 << 32)
    print("seed", seed)
    try:
        server.add_user(USER)
        server.start()
        site = Site(server, random.Random(seed))
        for number in range(1, ROUNDS + 1):
            site.round()
            if number % 50 == 0 or number == ROUNDS:
                for client in site.clients:
                    client.check(server)
        parks = int(re.search(r"^gate_parks\s+(\d+)", server.run("stats").stdout, re.M)[1])
        print("parks", parks)
        assert parks >= ROUNDS * 2
        for client in site.clients:
            client.run("LOGOUT")
    finally:
        server.remove()
