# SPDX-License-Identifier: MIT
"""A whole server for each test module, in a folder and on ports of its own."""
import errno
import imaplib
import itertools
import os
import pathlib
import random
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FUMIKURA_BUILD", TOP / "build-tests"))
PASSWORD = "correct horse"
# For a whole run with processes that serve one session after the other: uid.
ISOLATION = f'isolation = "{os.environ.get("FUMIKURA_ISOLATION", "user")}"\n'
# imaplib remembers of a command that it doesn't know where it was first sent.
imaplib.Commands["SETMETADATA"] = ("AUTH", "SELECTED")


# Below those that the system gives to clients, and a half for each process of
# pytest-xdist: nobody takes a port between its choice and the server's bind.
HALF = 6000 * (os.environ.get("PYTEST_XDIST_WORKER") == "gw1")
PORTS = itertools.cycle(random.sample(range(20000 + HALF, 26000 + HALF), 6000))


def free_port(address="127.0.0.1"):
    for port in PORTS:
        with socket.socket() as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind((address, port))
                return port
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise


class Server:
    """fumikura serve --dir in a temporary folder."""
    lmtp_socket = None  # where settings put it elsewhere

    def __init__(self, settings=""):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fumikura-"))
        self.dir.chmod(0o755)
        self.imap_port, self.imaps_port = free_port(), free_port()
        self.pop3_port, self.pop3s_port = free_port(), free_port()
        self.managesieve_port = free_port()
        self.process = None
        self.configure(settings)

    def configure(self, settings=""):
        self.reuses_workers = '"uid"' in (settings if "isolation" in settings else ISOLATION)
        (self.dir / "fumikura.conf").write_text(
            'listen = "127.0.0.1"\n'
            f"imap_port = {self.imap_port}\nimaps_port = {self.imaps_port}\n"
            f"pop3_port = {self.pop3_port}\npop3s_port = {self.pop3s_port}\n"
            f"managesieve_port = {self.managesieve_port}\n"
            "plaintext_login = true\nauth_failure_delay = 0\n"
            'hostname = "mail.example.org"\ngate_processes = 1\n'
            # Tests look for the worker of a session; test_park.py is about others.
            + ("" if "session_linger" in settings else "session_linger = 3600\n")
            + ("" if "isolation" in settings else ISOLATION)
            + 'password_scheme = "SHA512-CRYPT"\n' + settings)

    def run(self, *words, **more):
        """One `fumikura` command."""
        return subprocess.run([BUILD / "fumikura", *words, "--dir", self.dir],
                              capture_output=True, text=True, timeout=60, **more)

    def start(self, **more):
        self.log = open(self.dir / "log", "ab")
        self.process = subprocess.Popen(
            [BUILD / "fumikura", "serve", "--dir", self.dir],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, **more)
        self.wait_ready()

    def wait_ready(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError("the server ended:\n" + self.log_text())
            try:
                with socket.create_connection(("127.0.0.1", self.imap_port), 1) as s:
                    s.settimeout(5)
                    if s.recv(4) == b"* OK" and self.lmtp_answers():
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("the server does not answer:\n" + self.log_text())

    def lmtp_answers(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(5)
            s.connect(str(self.lmtp_socket or self.dir / "run/lmtp"))
            return s.recv(3) == b"220"

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError("the server did not stop:\n" + self.log_text())
        self.log.close()

    def remove(self):
        if self.process:
            self.stop()
        bad = [line for line in self.log_text().splitlines()
               if "Sanitizer" in line or "runtime error" in line or "panic assert" in line]
        shutil.rmtree(self.dir, ignore_errors=True)
        assert not bad, bad

    def log_text(self):
        path = self.dir / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def add_user(self, user, password=PASSWORD, *more):
        done = self.run("user", "add", user, *more, input=password + "\n")
        assert done.returncode == 0, done.stderr
        return user

    def deliver(self, user, message, *more):
        """fumikura-lda; the finished process."""
        if isinstance(message, str):
            message = message.encode()
        return subprocess.run(
            [BUILD / "fumikura-lda", "--dir", self.dir, "-d", user, *more],
            input=message, capture_output=True, timeout=120)

    def imap(self, user=None, password=PASSWORD, tls=False):
        """A logged-in imaplib connection (or one before login)."""
        if tls:
            context = ssl.create_default_context(cafile=self.dir / "etc/tls/cert.pem")
            context.check_hostname = False
            client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps_port, ssl_context=context)
        else:
            client = imaplib.IMAP4("127.0.0.1", self.imap_port)
        client.sock.settimeout(30)
        if user:
            client.login(user, password)  # it quotes the password
        return client

    def maildir(self, user):
        local, domain = user.split("@")
        return self.dir / "mail" / domain / local / "Maildir"

    def children(self, name=None):
        """(pid, program) of the server's processes."""
        out = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True,
                             text=True).stdout.splitlines()[1:]
        rows = [line.split(None, 2) for line in out]
        found, wanted = [], {str(self.process.pid)}
        for _ in range(4):
            for pid, ppid, args in rows:
                if ppid in wanted and (int(pid), args) not in found:
                    found.append((int(pid), args))
                    wanted.add(pid)
        return [(pid, args) for pid, args in found if not name or f"fumikura-{name}" in args]


    def session_processes(self, name):
        """Those that have the stream of a session, whether they outlive it or not."""
        pids = {pid for pid, _ in self.children(name)}
        streams = stream_sockets()
        return [pid for pid in pids
                if (parent := parent_of(pid)) in pids
                and (sockets_of(pid) - sockets_of(parent)) & streams]


def parent_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:  # it has just ended
        return 0


def sockets_of(pid):
    found = set()
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            found.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
    except OSError:
        pass
    return {target for target in found if target.startswith("socket:")}


def stream_sockets():
    """Of TCP, and those between our processes that are of its kind."""
    with open("/proc/net/tcp") as tcp, open("/proc/net/unix") as unix:
        found = [line.split()[9] for line in tcp] \
            + [cells[6] for cells in map(str.split, unix) if cells[4] == "0001"]
    return {f"socket:[{inode}]" for inode in found}


@pytest.fixture(scope="session", autouse=True)
def way_to_tmp_path(tmp_path_factory):
    """A test may open its tmp_path to other users."""
    for path in [tmp_path_factory.getbasetemp(), *tmp_path_factory.getbasetemp().parents]:
        if path.stat().st_mode & 0o077 == 0:
            path.chmod(0o755)


@pytest.fixture(scope="module")
def server():
    """A running server with alice and bob."""
    s = Server()
    for user in ("alice@example.org", "bob@example.org"):
        s.add_user(user)
    s.start()
    yield s
    s.remove()


@pytest.fixture
def new_server():
    """A function that makes servers; they are removed after the test."""
    made = []

    def make(settings="", users=("alice@example.org",), start=True):
        s = Server(settings)
        made.append(s)
        for user in users:
            s.add_user(user)
        if start:
            s.start()
        return s

    yield make
    for s in made:
        s.remove()


def mail(subject="Hello", body="A line.\n", sender="bob@example.org",
         to="alice@example.org"):
    return (f"From: Bob <{sender}>\nTo: Alice <{to}>\nSubject: {subject}\n"
            f"Date: Sun, 22 Nov 2026 10:00:00 +0900\n"
            f"Message-ID: <{abs(hash((subject, body)))}@example.org>\n\n{body}")
