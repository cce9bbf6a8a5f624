# SPDX-License-Identifier: MIT
"""Sessions without a worker: parked in gate, woken, none the wiser."""
import json
import os
import re
import signal
import socket
import subprocess
import time
import zlib

import pytest
from conftest import PASSWORD, free_port, mail

ALICE = "alice@example.org"
WAYS = pytest.mark.parametrize("tls, packed", [
    (False, False), (True, False), (False, True), (True, True)],
    ids=["clear", "tls", "packed", "tls-packed"])


def until(true, what, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class Client:
    """Lines, as they come; what it sends is packed after compress()."""

    def __init__(self, server, user=ALICE, tls=False, password=PASSWORD):
        self.imap = server.imap(user, password, tls=tls)
        self.sock = self.imap.sock
        self.sock.settimeout(60)
        self.tag = 0
        self.came = b""
        self.packer = self.unpacker = None

    def send(self, text):
        data = text.encode()
        if self.packer:
            data = self.packer.compress(data) + self.packer.flush(zlib.Z_SYNC_FLUSH)
        self.sock.sendall(data)

    def line(self):
        while b"\n" not in self.came:
            data = self.sock.recv(65536)
            assert data, "the connection ended"
            self.came += self.unpacker.decompress(data) if self.unpacker else data
        line, _, self.came = self.came.partition(b"\n")
        return line.decode().rstrip("\r")

    def ends(self):
        return not self.came and self.sock.recv(100) == b""

    def compress(self):
        self.run("COMPRESS DEFLATE")
        self.packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.unpacker = zlib.decompressobj(-15)
        return self

    def run(self, command):
        """The untagged answers of a command that is OK."""
        self.tag += 1
        self.send(f"p{self.tag} {command}\r\n")
        return self.rest()

    def rest(self):
        lines = []
        while True:
            line = self.line()
            if line.startswith(f"p{self.tag} "):
                assert line.startswith(f"p{self.tag} OK"), line
                return lines
            lines.append(line)

    def idle(self):
        self.tag += 1
        self.send(f"p{self.tag} IDLE\r\n")
        assert self.line() == "+ idling"

    def close(self):
        self.imap.file.close()
        self.sock.close()


def workers(server):
    """That have a session. Zygotes are no workers; after a reload there are two."""
    if server.reuses_workers:
        listed = server.run("session", "list", "--json")
        return sum(one["service"] == "imap" and one["state"] == "active"
                   for one in json.loads(listed.stdout))
    pids = {pid for pid, _ in server.children("imap")}
    count = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat") as stat:
                count += int(stat.read().rpartition(")")[2].split()[1]) in pids
        except OSError:
            pass
    return count


def reload(server):
    ready = server.log_text().count(" ready ")
    server.process.send_signal(signal.SIGHUP)
    until(lambda: server.log_text().count(" ready ") > ready, "not reloaded")


def all_parked(server):
    until(lambda: workers(server) == 0, server.log_text)


def parked_in_inbox(server):
    client = Client(server)
    client.run("SELECT INBOX")
    client.idle()
    all_parked(server)
    return client


def deliver(server, subject, user=ALICE):
    assert server.deliver(user, mail(subject)).returncode == 0


@pytest.fixture(scope="module")
def quick():
    """Every pause of a client parks its session."""
    from conftest import Server
    s = Server("session_linger = 0\n")
    s.add_user(ALICE)
    s.start()
    yield s
    s.remove()


@WAYS
def test_idle_has_no_worker_and_hears_of_all(new_server, tls, packed):
    server = new_server()
    client = Client(server, tls=tls)
    if packed:
        client.compress()
    client.run("SELECT INBOX")
    client.idle()
    for i in range(1, 4):
        all_parked(server)
        deliver(server, f"number {i}")
        assert client.line() == f"* {i} EXISTS"
        assert re.match(r"\* \d+ RECENT", client.line())
    all_parked(server)
    client.send("DONE\r\n")
    assert client.rest() == []
    assert len(client.run("UID FETCH 1:* (UID)")) == 3
    client.run("LOGOUT")


def drop_in(box):
    """A message, as programs do that know nothing of us."""
    path = box / "tmp" / "1.foreign"
    path.write_text(mail("dropped in"))
    owner = path.parent.stat()
    os.chown(path, owner.st_uid, owner.st_gid)
    path.rename(box / "new" / path.name)


def test_foreign_deliveries_wake(new_server):
    server = new_server()
    client = parked_in_inbox(server)
    drop_in(server.maildir(ALICE))
    assert client.line() == "* 1 EXISTS"
    client.close()


@WAYS
def test_the_view_stays_as_it_was_told(quick, tls, packed):
    user = quick.add_user(f"view{tls}{packed}@example.org".lower())
    for i in range(5):
        deliver(quick, f"m{i}", user)
    client, other = Client(quick, user, tls), Client(quick, user, tls)
    if packed:
        client.compress()
    client.run("SELECT INBOX")
    client.run("SEARCH RETURN (SAVE) 2:4")
    other.run("SELECT INBOX")
    all_parked(quick)
    other.run(r"STORE 2 +FLAGS.SILENT (\Deleted new-keyword)")
    all_parked(quick)
    other.run("EXPUNGE")
    other.run(r"STORE 1 +FLAGS.SILENT (\Flagged other-keyword)")
    all_parked(quick)
    # No EXPUNGE while FETCH runs, and the numbers are those that were told.
    fetched = client.run("FETCH 1,3:5 (UID)")
    assert [line for line in fetched if "UID" in line and "FLAGS" not in line] == [
        f"* {n} FETCH (UID {n})" for n in (1, 3, 4, 5)], fetched
    all_parked(quick)
    told = client.run("NOOP") + fetched
    assert "* 2 EXPUNGE" in told and "* 4 EXISTS" not in told, told
    assert any(line.startswith("* FLAGS") and "other-keyword" in line for line in told), told
    assert any(r"\Flagged" in line for line in told if line.startswith("* 1 FETCH")), told
    all_parked(quick)
    assert client.run("FETCH $ (UID)") == ["* 2 FETCH (UID 3)", "* 3 FETCH (UID 4)"]
    client.run("LOGOUT")
    other.run("LOGOUT")


@WAYS
def test_parts_of_a_command_arrive_whole(quick, tls, packed):
    client = Client(quick, tls=tls)
    if packed:
        client.compress()
    all_parked(quick)
    client.send("x NO")
    until(lambda: workers(quick) == 1, "not woken")
    client.send("OP\r\ny NOOP\r\nz APPE")
    assert client.line().startswith("x OK")
    assert client.line().startswith("y OK")
    client.send("ND INBOX {5}\r\n")
    assert client.line().startswith("+ ")
    client.send("a: b\n")
    client.send("\r\nw NOOP\r\n")
    assert client.line().startswith("z OK")
    assert client.line().startswith("w OK")
    client.run("LOGOUT")


def test_a_thousand_commands_each_from_the_cold(quick):
    user = quick.add_user("often@example.org")
    client = Client(quick, user)
    client.run("SELECT INBOX")
    rounds = 1000 if os.environ.get("FUMIKURA_LONG") else 30
    for i in range(1, rounds + 1):
        client.run('APPEND INBOX {1+}\r\nx')
        assert client.run(f"FETCH {i} (UID)") == [f"* {i} FETCH (UID {i})"]
    client.run("LOGOUT")


def test_the_account_must_still_be_one(new_server):
    server = new_server("session_linger = 0\n")
    client, idle = Client(server), Client(server)
    idle.run("SELECT INBOX")
    idle.idle()
    all_parked(server)
    assert server.run("user", "disable", ALICE).returncode == 0
    client.send("x NOOP\r\n")
    assert client.line() == "* BYE The account may not be used any more."
    assert client.ends()
    deliver_foreign = server.maildir(ALICE) / "new" / "1.wake"
    deliver_foreign.write_text(mail("too late"))
    assert idle.line() == "* BYE The account may not be used any more."
    assert server.run("user", "enable", ALICE).returncode == 0
    Client(server).run("LOGOUT")


def with_masters(new_server, *names):
    """Who may be anybody; .masters is the file that says so."""
    server = new_server(start=False)
    masters = server.masters = server.dir / "masters"
    masters.write_text("".join(f"{name}:{{PLAIN}}m::::::\n" for name in names))
    masters.chmod(0o644)
    server.configure(
        'session_linger = 0\nauth_master_separator = "*"\n'
        f'accounts "masters" {{\ntype = "passwd-file"\nfile = "{masters}"\nmaster = true\n}}\n'
        f'accounts "all" {{\ntype = "sqlite"\nfile = "{server.dir}/lib/accounts.sqlite"\n}}\n')
    server.start()
    return server


def may_log_in(server, user, password):
    client = server.imap()
    try:
        return client.login(user, password)[0] == "OK"
    except client.error:
        return False
    finally:
        client.shutdown()


def test_the_master_user_must_still_be_one(new_server):
    server = with_masters(new_server, "boss", "gone")
    clients = [Client(server), *(Client(server, f'"{ALICE}*{name}"', password="m")
                                 for name in ("boss", "gone"))]
    for client in clients:
        client.run("SELECT INBOX")
        client.idle()
    all_parked(server)
    lines = server.masters.read_text().splitlines(keepends=True)
    server.masters.write_text(lines[0])
    until(lambda: not may_log_in(server, f'"{ALICE}*gone"', "m"), "the file is not read")
    deliver(server, "for who still may")
    own, boss, gone = clients
    assert gone.line() == "* BYE The account may not be used any more."
    assert gone.ends()
    for client in (own, boss):
        assert client.line() == "* 1 EXISTS"
        client.line()
        client.send("DONE\r\n")
        assert client.rest() == []
        client.run("LOGOUT")


def test_a_master_user_may_still_set_limits(new_server):
    server = with_masters(new_server, "boss")
    boss = server.imap(f'"{ALICE}*boss"', "m")
    for limit in (512, 1024):
        all_parked(server)
        boss.send(f'x SETQUOTA "User quota" (STORAGE {limit})\r\n'.encode())
        told = boss.readline()
        assert f" {limit})" in told.decode(), told
        assert boss.readline().startswith(b"x OK")
    boss.logout()
    until(lambda: " logout " in server.log_text(), server.log_text)


def test_a_deleted_mailbox_ends_the_session(new_server):
    server = new_server("session_linger = 0\n")
    client, other = Client(server), Client(server)
    client.run("CREATE Gone")
    client.run("SELECT Gone")
    client.idle()
    all_parked(server)
    other.run("DELETE Gone")
    assert client.line().startswith("* BYE ")
    other.run("LOGOUT")


def zygote(server):
    """None while there is none."""
    return min((pid for pid, _ in server.children("imap")), default=None)


def test_a_killed_zygote_loses_no_parked_session(new_server):
    server = new_server()
    clients = [Client(server, tls=tls) for tls in (False, True)]
    clients.append(Client(server).compress())
    for client in clients:
        client.run("SELECT INBOX")
        client.idle()
    all_parked(server)
    old = zygote(server)
    os.kill(old, signal.SIGKILL)
    until(lambda: zygote(server) not in (old, None), "no new zygote")
    deliver(server, "after it")
    for client in clients:
        assert client.line() == "* 1 EXISTS"
        assert client.line().endswith(" RECENT")
        client.send("DONE\r\n")
        assert client.rest() == []
        client.run("LOGOUT")


@pytest.mark.parametrize("tls", [False, True])
def test_reload_keeps_parked_sessions(new_server, tls):
    """Also where gate listens elsewhere now, and takes other clients."""
    server = new_server()
    client = Client(server, tls=tls)
    client.run("SELECT INBOX")
    client.idle()
    all_parked(server)
    before = server.imap_port
    server.imap_port, server.imaps_port = free_port(), free_port()
    server.configure('tls_policy = "modern"\n')
    reload(server)
    for i in (1, 2):
        deliver(server, f"after reload {i}")
        assert client.line() == f"* {i} EXISTS"
        client.line()
    client.send("DONE\r\n")
    client.rest()
    other = Client(server, tls=tls)
    assert "* 2 EXISTS" in other.run("SELECT INBOX")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", before), 5)
    for one in (client, other):
        one.run("LOGOUT")


@pytest.mark.parametrize("tls", [False, True])
def test_a_session_that_was_awake_at_a_reload_parks_again(new_server, tls):
    server = new_server("session_linger = 0\n")
    client = Client(server, tls=tls)
    all_parked(server)
    client.send("x NO")
    until(lambda: workers(server) == 1, "not woken")
    for _ in range(2):
        reload(server)
        assert workers(server) == 1
    client.send("OP\r\n")
    assert client.line().startswith("x OK")
    client.run("SELECT INBOX")
    client.idle()
    all_parked(server)
    deliver(server, "after it")
    assert client.line() == "* 1 EXISTS"
    client.line()
    client.send("DONE\r\n")
    client.rest()
    client.run("LOGOUT")


def test_a_killed_worker_ends_one_session(new_server):
    server = new_server("session_linger = 0\n")
    client, idle = Client(server), Client(server)
    idle.run("SELECT INBOX")
    idle.idle()
    all_parked(server)
    client.send("x NO")
    until(lambda: workers(server) == 1, "not woken")
    os.kill(max(pid for pid, _ in server.children("imap")), signal.SIGKILL)
    assert client.ends()
    deliver(server, "to the other")
    assert idle.line() == "* 1 EXISTS"
    idle.line()
    idle.send("DONE\r\n")
    idle.rest()


def test_a_killed_gate_ends_its_own_connections(new_server):
    server = new_server("session_linger = 0\ngate_processes = 1\n")
    (old,) = [pid for pid, _ in server.children("gate")]
    before = [Client(server, tls=tls) for tls in (False, True)]
    for client in before:
        client.run("SELECT INBOX")
    all_parked(server)
    reload(server)
    after = [Client(server, tls=tls) for tls in (False, True)]
    for client in after:
        client.run("SELECT INBOX")
        client.idle()
    all_parked(server)
    os.kill(old, signal.SIGKILL)
    for client in before:
        assert client.ends()
    deliver(server, "to those behind the other gate")
    for client in after:
        assert client.line() == "* 1 EXISTS"
        told = client.line()
        assert re.match(r"\* \d RECENT", told), told
        client.send("DONE\r\n")
        client.rest()
        client.run("LOGOUT")


def test_notify_hears_what_comes_while_a_woken_session_tells(quick):
    user = quick.add_user("slow@example.org")
    client = Client(quick, user)
    client.run("SELECT INBOX")
    client.run("NOTIFY SET (SELECTED (MessageNew (BODY.PEEK[]) MessageExpunge))")
    all_parked(quick)
    large = mail("large", ("x" * 900 + "\n") * 14000)
    assert quick.deliver(user, large).returncode == 0
    # From here on its worker waits for us to take the message.
    assert client.line() == "* 1 EXISTS"
    deliver(quick, "meanwhile", user)
    while client.line() != "* 2 EXISTS":
        pass
    client.close()


@pytest.mark.parametrize("tls, packed", [(False, False), (True, True)], ids=["clear", "tls-packed"])
def test_notify_is_told_without_a_worker(quick, tls, packed):
    user = quick.add_user(f"notified{tls}{packed}@example.org".lower())
    client, other = Client(quick, user, tls), Client(quick, user)
    if packed:
        client.compress()
    client.run("CREATE Work")
    client.run("SELECT INBOX")
    client.run("NOTIFY SET (SELECTED (MessageNew (UID) MessageExpunge FlagChange)) "
               "(PERSONAL (MessageNew MessageExpunge MailboxName SubscriptionChange))")
    for i in range(1, 4):
        all_parked(quick)
        deliver(quick, f"number {i}", user)
        assert client.line() == f"* {i} EXISTS"
        assert re.match(r"\* \d RECENT", client.line())
        assert client.line() == f"* {i} FETCH (UID {i})"
        all_parked(quick)
        other.run(f"APPEND Work {{1+}}\r\nx")
        told = client.line()
        assert re.fullmatch(rf"\* STATUS Work \(MESSAGES {i} UIDNEXT {i + 1} .*\)", told), told
    all_parked(quick)
    other.run("CREATE Else")
    assert client.line().startswith("* LIST ") and client.run("NOOP") == []
    all_parked(quick)
    other.run("SUBSCRIBE Else")
    assert re.match(r"\* LIST \(.*\\Subscribed.*\) .* Else$", client.line())
    client.idle()
    all_parked(quick)
    other.run("SELECT INBOX")
    other.run(r"STORE 2 +FLAGS (\Deleted)")
    assert re.match(r"\* 2 FETCH \(UID 2 FLAGS \(.*\\Deleted.*\)\)", client.line())
    other.run("EXPUNGE")
    assert client.line() == "* 2 EXPUNGE"
    client.send("DONE\r\n")
    assert client.rest() == []
    client.run("NOTIFY NONE")
    all_parked(quick)
    deliver(quick, "of which nothing is told", user)
    assert client.run("NOOP") == []
    client.run("LOGOUT")
    other.run("LOGOUT")


@pytest.mark.parametrize("linger", [0, 3600], ids=["parked", "awake"])
def test_notify_tells_what_others_put_into_mailboxes_that_are_not_selected(new_server, linger):
    """With the next command, as the system is asked to watch the selected one only."""
    server = new_server(f"session_linger = {linger}\n")
    client = Client(server)
    client.run("CREATE Work")
    client.run("SELECT INBOX")
    client.run("NOTIFY SET (SELECTED (MessageNew MessageExpunge)) "
               "(PERSONAL (MessageNew MessageExpunge))")
    if not linger:
        all_parked(server)
    drop_in(server.maildir(ALICE) / ".Work")
    told = client.run("NOOP")
    assert len(told) == 1 and told[0].startswith("* STATUS Work (MESSAGES 1 "), told
    client.run("LOGOUT")


def test_notify_of_more_accounts_than_may_be_watched_keeps_its_worker(new_server):
    server = new_server("session_linger = 0\nsession_watches = 4\n")
    owners = [server.add_user(f"{name}@example.org") for name in ("bob", "carol")]
    for owner in owners:
        sharing = Client(server, owner)
        sharing.run("CREATE Work")
        sharing.run(f"SETACL Work {ALICE} lr")
        sharing.run("LOGOUT")
    places = [f"#shared.{owner.replace('.', '^')}.Work" for owner in owners]
    client = Client(server)
    client.run("SELECT INBOX")
    # Three files of INBOX, one of which is the account's; and one of each other.
    for count in (1, 2):
        client.run(f"NOTIFY SET (SELECTED (MessageNew MessageExpunge)) "
                   f"(MAILBOXES ({' '.join(places[:count])}) (MessageNew MessageExpunge))")
        if count == 1:
            all_parked(server)
        owner = Client(server, owners[count - 1])
        owner.run("APPEND Work {1+}\r\nx")
        told = client.line()
        assert told.startswith(f"* STATUS {places[count - 1]} "), told
        owner.run("LOGOUT")
    until(lambda: workers(server) == 1, server.log_text)
    client.run("NOTIFY NONE")
    all_parked(server)
    client.run("LOGOUT")


@pytest.mark.parametrize("tls, packed", [(False, False), (True, True)], ids=["clear", "tls-packed"])
def test_searches_are_followed_without_a_worker(quick, tls, packed):
    user = quick.add_user(f"followed{tls}@example.org".lower())
    for i in range(4):
        deliver(quick, f"m{i}", user)
    client, other = Client(quick, user, tls), Client(quick, user)
    if packed:
        client.compress()
    client.run("SELECT INBOX")
    other.run("SELECT INBOX")
    # Numbers mean those that had them then (RFC 5267 4.3).
    assert client.run("SEARCH RETURN (UPDATE COUNT) 2:* UNFLAGGED") == [
        '* ESEARCH (TAG "p%d") COUNT 3' % client.tag]
    numbers = client.tag
    client.run("UID SEARCH RETURN (UPDATE COUNT) OR FLAGGED SUBJECT new")
    flagged = client.tag
    all_parked(quick)
    other.run(r"STORE 1,3 +FLAGS.SILENT (\Flagged)")
    told = [line for line in client.run("NOOP") if "ESEARCH" in line]
    assert sorted(told) == sorted([
        f'* ESEARCH (TAG "p{numbers}") REMOVEFROM (0 3)',
        f'* ESEARCH (TAG "p{flagged}") UID ADDTO (0 1,3)']), told
    all_parked(quick)
    deliver(quick, "new", user)
    other.run(r"STORE 2 +FLAGS.SILENT (\Deleted)")
    other.run("EXPUNGE")
    all_parked(quick)
    told = [line for line in client.run("NOOP") if "ESEARCH" in line]
    assert sorted(told) == sorted([
        f'* ESEARCH (TAG "p{numbers}") REMOVEFROM (0 2)',
        f'* ESEARCH (TAG "p{flagged}") UID ADDTO (0 5)']), told
    all_parked(quick)
    client.run(f'CANCELUPDATE "p{numbers}"')
    all_parked(quick)
    other.run(r"STORE 3 +FLAGS.SILENT (\Flagged)")
    told = [line for line in client.run("NOOP") if "ESEARCH" in line]
    assert told == [f'* ESEARCH (TAG "p{flagged}") UID ADDTO (0 4)'], told
    client.run("LOGOUT")
    other.run("LOGOUT")


def test_the_end_of_the_server_is_told(new_server):
    server = new_server()
    client = parked_in_inbox(server)
    server.stop()
    assert client.line() == "* BYE [UNAVAILABLE] The server is going down."


def test_the_end_of_the_server_is_told_to_who_is_being_woken(new_server):
    server = new_server("session_linger = 0\n")
    clients = [Client(server, tls=i % 2 == 1) for i in range(6)]
    all_parked(server)
    # Their gate asks master, which hears of its end meanwhile.
    server.process.send_signal(signal.SIGSTOP)
    for client in clients:
        client.send("x NOOP\r\n")
    server.process.send_signal(signal.SIGTERM)
    server.process.send_signal(signal.SIGCONT)
    for client in clients:
        told = [client.line()]
        if told[0].startswith("x OK"):
            told.append(client.line())
        assert told[-1].startswith("* BYE [UNAVAILABLE] The server "), told
        assert client.ends()


def test_a_client_that_goes_is_logged_with_all_it_did(new_server):
    server = new_server("session_linger = 0\n")
    deliver(server, "read")
    client = Client(server)
    client.run("SELECT INBOX")
    for _ in range(3):
        all_parked(server)
        client.run("FETCH 1 BODY.PEEK[]")
    all_parked(server)
    client.close()
    until(lambda: " logout " in server.log_text(), server.log_text)
    line = [line for line in server.log_text().splitlines() if " logout " in line][-1]
    assert "commands=4 " in line and "body_count=3 " in line and "Connection closed" in line, line
    until(lambda: re.search(r"^sessions_open\s+0", server.run("stats").stdout, re.M), "still open")


def test_many_of_one_mailbox_hear_once_each(new_server):
    server = new_server("user_connections = 100\n")
    clients = [Client(server, tls=i % 2 == 1) for i in range(10)]
    for client in clients:
        client.run("SELECT INBOX")
        client.idle()
    for i in range(1, 6):
        all_parked(server)
        deliver(server, f"to all {i}")
        for client in clients:
            told = client.line()
            while told.endswith(" RECENT"):
                told = client.line()
            assert told == f"* {i} EXISTS"
    for client in clients:
        client.send("DONE\r\n")
        assert [line for line in client.rest() if "RECENT" not in line and "FETCH" not in line] == []


def parks(server):
    return int(re.search(r"^gate_parks\s+(\d+)", server.run("stats").stdout, re.M)[1])


def has_fine_times(path):
    """Two changes never have one time there (multigrain timestamps)."""
    kernel = tuple(map(int, re.match(r"(\d+)\.(\d+)", os.uname().release).groups()))
    kind = subprocess.run(["stat", "-f", "-c", "%T", path], capture_output=True, text=True, check=True).stdout.strip()
    return kernel >= (6, 13) and kind in ("ext2/ext3", "tmpfs", "xfs", "btrfs")


def test_a_delivery_wakes_once(new_server):
    server = new_server()
    client = parked_in_inbox(server)
    before = parks(server)
    for i in range(1, 6):
        deliver(server, f"no {i}")
        while client.line() != f"* {i} RECENT":
            pass
        all_parked(server)
    client.send("DONE\r\n")
    assert client.rest() == []
    # Else what comes behind a delivery's commit may wake it again.
    most = before + 5 if has_fine_times(server.dir) else before + 15
    assert before + 5 <= parks(server) <= most


@pytest.mark.skipif("FUMIKURA_LONG" not in os.environ, reason="takes a minute")
def test_waiting_ends_in_time(new_server):
    server = new_server("imap_idle_timeout = 60\nsession_linger = 0\n")
    clients = [Client(server) for _ in range(3)]
    clients[1].idle()
    clients[2].run("NOTIFY SET (PERSONAL (MessageNew MessageExpunge))")
    all_parked(server)
    for client in clients:
        client.sock.settimeout(120)
    deliver(server, "what is told to the third meanwhile")
    assert clients[2].line().startswith("* STATUS INBOX ")
    assert clients[0].line() == "* BYE No command for too long"
    assert clients[1].line() == "* BYE Idle for too long"
    assert clients[2].line() == "* BYE No command for too long"
    # Who is woken for that is not put aside again.
    assert parks(server) < 10
